import { type CSSProperties, type KeyboardEvent, useState } from "react";

import { TextArea, TextField } from "@/components/ui/field";
import { composes } from "@/lib/composing";
import { useMedia } from "@/lib/use-media";
import type { Design } from "@/types/api";

import styles from "./design-panel.module.css";

type Page = Design["pages"][number];
type Words = Page["words"][number];

interface Props {
  page: Page;
  number: number;
  count: number;
  disabled: boolean;
  onChange: (field: string, text: string) => void;
}

/** A page as every export draws it. Its texts are changed in place, or, where fingers type, in fields below it. */
export function DesignPage({ page, number, count, disabled, onChange }: Props) {
  const below = useMedia("(max-width: 767px), (pointer: coarse)");
  const name = count > 1 ? `Page ${number} of ${count}` : "The graphic";
  const edit = (words: Words) => ({
    words,
    disabled,
    label: `${labelOf(words.field)}, ${name.toLowerCase()}`,
    onChange: (text: string) => onChange(words.field, text),
  });
  return (
    <figure className={styles.figure} aria-label={name}>
      <div
        className={styles.page}
        style={{ aspectRatio: `${page.width} / ${page.height}`, background: page.background }}
      >
        <Figures page={page} />
        {page.words.map((words) =>
          below ? (
            <p key={words.field} className={styles.words} style={placeOf(words, page)} aria-hidden>
              {words.text}
            </p>
          ) : (
            <InPlace key={`${words.field}:${words.text}`} {...edit(words)} style={placeOf(words, page)} />
          ),
        )}
      </div>
      {below && (
        <div className={styles.fields}>
          {page.words.map((words) => (
            <Below key={`${words.field}:${words.text}`} {...edit(words)} />
          ))}
        </div>
      )}
    </figure>
  );
}

function Figures({ page }: { page: Page }) {
  return (
    <svg className={styles.figures} viewBox={`0 0 ${page.width} ${page.height}`} aria-hidden>
      {page.figures.map(({ kind, x, y, width, height, fill, points }, index) => {
        if (kind === "polygon") return <polygon key={index} points={points} fill={fill} />;
        if (kind === "rectangle") return <rect key={index} x={x} y={y} width={width} height={height} fill={fill} />;
        return (
          <ellipse key={index} cx={x + width / 2} cy={y + height / 2} rx={width / 2} ry={height / 2} fill={fill} />
        );
      })}
    </svg>
  );
}

/** In the page's own unit, so that it looks the same at every width. */
function placeOf(words: Words, page: Page): CSSProperties {
  const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return {
    left: share(words.x, page.width),
    top: share(words.y, page.height),
    width: share(words.width, page.width),
    height: share(words.height, page.height),
    fontSize: `${(100 * words.size) / page.width}cqw`,
    color: words.color,
    fontWeight: words.bold ? 700 : 400,
    textAlign: words.align,
  };
}

interface EditProps {
  words: Words;
  label: string;
  disabled: boolean;
  onChange: (text: string) => void;
}

/** What is typed, until the field is left; Escape takes it back, Enter keeps a text of one line. */
function useDraft({ words, onChange }: Pick<EditProps, "words" | "onChange">) {
  const [draft, setDraft] = useState(words.text);
  const keep = () => draft !== words.text && onChange(draft);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (composes(event.nativeEvent)) return;
    if (event.key === "Escape" && draft !== words.text) {
      event.stopPropagation();
      setDraft(words.text);
    }
    if (event.key === "Enter" && !words.lines) {
      event.preventDefault();
      keep();
    }
  };
  return { draft, setDraft, keep, onKeyDown };
}

function InPlace({ words, label, disabled, onChange, style }: EditProps & { style: CSSProperties }) {
  const { draft, setDraft, keep, onKeyDown } = useDraft({ words, onChange });
  return (
    <textarea
      className={styles.words}
      style={style}
      aria-label={label}
      placeholder={labelOf(words.field)}
      maxLength={longestOf(words.field)}
      readOnly={disabled}
      spellCheck={false}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  );
}

function Below({ words, label, disabled, onChange }: EditProps) {
  const { draft, setDraft, keep, onKeyDown } = useDraft({ words, onChange });
  const Field = words.lines ? TextArea : TextField;
  return (
    <Field
      label={label}
      maxLength={longestOf(words.field)}
      readOnly={disabled}
      value={draft}
      onChange={(event: { target: { value: string } }) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  );
}

function labelOf(field: string): string {
  const [kind = "", index = "0"] = field.split(".");
  if (kind === "bullets") return `Point ${Number(index) + 1}`;
  if (kind === "shapes") return `Label ${Number(index) + 1}`;
  return kind === "title" ? "Title" : "Text";
}

/** As the server counts (conversations/designs/content.py). */
function longestOf(field: string): number {
  if (field === "title") return 120;
  if (field === "text") return 800;
  return field.startsWith("bullets") ? 200 : 60;
}
