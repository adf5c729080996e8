interface Key {
  isComposing: boolean;
  keyCode: number;
}

/** What browsers report for a key that an input method took. */
const TAKEN_BY_INPUT_METHOD = 229;

/**
 * Whether a key belongs to what is being composed, as Japanese, Chinese or Korean is. Safari says that composing is over
 * before it reports the Enter that ended it: only the code of that key tells it from an Enter that sends.
 */
export const composes = ({ isComposing, keyCode }: Key): boolean => isComposing || keyCode === TAKEN_BY_INPUT_METHOD;
