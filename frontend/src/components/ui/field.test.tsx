import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";

import { TextArea, TextField } from "./field";

function Form({ onSubmit, type }: { onSubmit: () => void; type?: string }) {
  const [value, setValue] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <TextField label="Title" required type={type} value={value} onChange={(event) => setValue(event.target.value)} />
      <button type="submit">Save</button>
    </form>
  );
}

describe("a field of a form", () => {
  it("does not submit at the Enter that ends a composition", () => {
    render(<Form onSubmit={vi.fn()} />);
    const field = screen.getByLabelText("Title");
    // The browser submits after the key unless that is prevented: fireEvent says false then.
    expect(fireEvent.keyDown(field, { key: "Enter", keyCode: 229, isComposing: false })).toBe(false);
    expect(fireEvent.keyDown(field, { key: "Enter", isComposing: true })).toBe(false);
    expect(fireEvent.keyDown(field, { key: "Enter", keyCode: 13 })).toBe(true);
  });
  it.each(["\u200b", "\u3164", "\u2800", "\ufe0f", " "])("is not filled by what nobody sees: %j", async (text) => {
    const onSubmit = vi.fn();
    render(<Form onSubmit={onSubmit} />);
    const field = screen.getByLabelText<HTMLInputElement>("Title");
    fireEvent.change(field, { target: { value: text } });
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(onSubmit).not.toHaveBeenCalled();
    expect(field.validationMessage).toBe("Type something that one can see.");
    fireEvent.change(field, { target: { value: `${text}x` } });
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(onSubmit).toHaveBeenCalledOnce();
  });
  it("takes a password of blanks, which nobody is meant to see", () => {
    render(<Form onSubmit={vi.fn()} type="password" />);
    const field = screen.getByLabelText<HTMLInputElement>("Title");
    fireEvent.change(field, { target: { value: "   " } });
    expect(field.validity.customError).toBe(false);
  });
  it("runs as what is written in it does", () => {
    render(
      <>
        <TextField label="One" />
        <TextArea label="Two" />
      </>,
    );
    for (const label of ["One", "Two"]) expect(screen.getByLabelText(label)).toHaveAttribute("dir", "auto");
  });
});
