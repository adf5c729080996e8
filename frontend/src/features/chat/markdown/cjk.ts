/** Letters and signs of scripts that write no blanks between words; the twin of CJK in conversations/markdown/attention.py. */
export const CJK = String.raw`\u1100-\u11FF\u2460-\u24FF\u2E80-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFFEF\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFF}`;
