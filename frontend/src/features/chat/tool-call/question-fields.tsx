import { CheckField, SelectField, TextField } from "@/components/ui/field";
import { OutsideText } from "@/components/ui/outside-text";
import { visible } from "@/lib/outside-text";
import type { FormField } from "@/types/api";

import { type Filled, hintOf, inputOf } from "./input-form";

interface Props {
  fields: FormField[];
  filled: Filled;
  errors: Record<string, string>;
  onFill: (filled: Filled) => void;
}

/** The fields of a form that a service asks for. Their words are the service's. */
export function QuestionFields({ fields, filled, errors, onFill }: Props) {
  return fields.map((field) => (
    <OneField
      key={field.name}
      field={field}
      value={filled[field.name] ?? ""}
      error={errors[field.name]}
      onChange={(value) => onFill({ ...filled, [field.name]: value })}
    />
  ));
}

interface FieldProps {
  field: FormField;
  value: Filled[string];
  error?: string;
  onChange: (value: Filled[string]) => void;
}

function OneField({ field, value, error, onChange }: FieldProps) {
  const label = <OutsideText text={field.title} />;
  const words = { label, hint: hintOf(field) || undefined, error };
  switch (field.kind) {
    case "boolean":
      return (
        <CheckField label={label} hint={field.description || undefined} checked={value === true} onChange={onChange} />
      );
    case "choice":
      return (
        <SelectField
          {...words}
          required={field.required}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">Choose…</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {visible(option.title)}
            </option>
          ))}
        </SelectField>
      );
    case "choices":
      return <Choices {...{ field, value, error, onChange }} />;
    default:
      return (
        <TextField
          {...words}
          {...inputOf(field)}
          required={field.required}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function Choices({ field, value, error, onChange }: FieldProps) {
  const chosen = Array.isArray(value) ? value : [];
  const choose = (option: string, on: boolean) =>
    onChange(on ? [...chosen, option] : chosen.filter((one) => one !== option));
  return (
    <div role="group" aria-label={visible(field.title)} style={{ display: "grid", gap: 6 }}>
      <span>
        <OutsideText text={field.title} />
      </span>
      {field.options.map((option) => (
        <CheckField
          key={option.value}
          label={<OutsideText text={option.title} />}
          checked={chosen.includes(option.value)}
          onChange={(on) => choose(option.value, on)}
        />
      ))}
      {error && <span role="alert">{error}</span>}
    </div>
  );
}
