import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { PasswordForm } from "./password-form";
import { TokenList } from "./token-list";

const allowed = { allowed: true, code: "", reason: "" };
const waits = { allowed: false, code: "email_not_verified", reason: "Confirm your e-mail address first." };
const old = {
  id: "t1",
  name: "laptop",
  prefix: "sb_pat_abcd",
  scopes: ["read", "approve"],
  created_at: "2026-11-01T10:00:00Z",
  last_used_at: "2026-11-20T10:05:00Z",
  expires_at: "2027-01-30T10:00:00Z",
};

type Sent = { path: string; method: string; body: unknown };
let sent: Sent[];
let answers: Record<string, () => Response>;
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

beforeEach(() => {
  sent = [];
  answers = { "GET /api/v1/me/tokens": () => json({ results: [old], next: null, previous: null }) };
  vi.stubGlobal("fetch", async (asked: Request | string, options: RequestInit = {}) => {
    const request = asked instanceof Request ? asked : new Request(new URL(asked, window.location.origin), options);
    const { pathname } = new URL(request.url);
    const text = await request.text();
    if (request.method !== "GET")
      sent.push({ path: pathname, method: request.method, body: text ? JSON.parse(text) : null });
    return (answers[`${request.method} ${pathname}`] ?? (() => json({ status: 200 })))();
  });
});

function show(view: ReactNode) {
  render(<QueryClientProvider client={new QueryClient()}>{view}</QueryClientProvider>);
  return userEvent.setup();
}

describe("the tokens", () => {
  it("show what each may do, its last use to the minute, and its end", async () => {
    show(<TokenList me={{ keep_things: allowed }} />);
    const row = (await screen.findByText("laptop")).parentElement?.parentElement;
    expect(row).toHaveTextContent("Read, Approve");
    expect(row).toHaveTextContent(/last used 20 Nov, \d\d:05/);
    expect(row).toHaveTextContent("ends 30 Jan 2027");
  });
  it("are made to read and write for ninety days, unless one chooses", async () => {
    answers["POST /api/v1/me/tokens"] = () => json({ ...old, token: "sb_pat_secret" }, 201);
    const user = show(<TokenList me={{ keep_things: allowed }} />);
    await user.type(await screen.findByLabelText("Name of the new token"), "ci");
    await user.click(screen.getByRole("button", { name: "Create token" }));
    expect(await screen.findByText("sb_pat_secret")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Copy token" }));
    expect(await navigator.clipboard.readText()).toBe("sb_pat_secret");
    expect(await screen.findByText("Copied", { selector: "[role=status]" })).toBeInTheDocument();
    await user.type(screen.getByLabelText("Name of the new token"), "bot");
    await user.click(screen.getByRole("checkbox", { name: /Write/ }));
    await user.click(screen.getByRole("checkbox", { name: /Approve/ }));
    await user.selectOptions(screen.getByLabelText("Ends after"), "7 days");
    await user.click(screen.getByRole("button", { name: "Create token" }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent.map(({ body }) => body)).toEqual([
      { name: "ci", scopes: ["read", "write"], expires_in_days: 90 },
      { name: "bot", scopes: ["read", "approve"], expires_in_days: 7 },
    ]);
  });
  it("wait for a scope", async () => {
    const user = show(<TokenList me={{ keep_things: allowed }} />);
    await user.type(await screen.findByLabelText("Name of the new token"), "ci");
    await user.click(screen.getByRole("checkbox", { name: /Read/ }));
    await user.click(screen.getByRole("checkbox", { name: /Write/ }));
    expect(screen.getByRole("button", { name: "Create token" })).toBeDisabled();
  });
  it("are not offered before the address is confirmed, with the reason", async () => {
    show(<TokenList me={{ keep_things: waits }} />);
    expect(await screen.findByText(waits.reason)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Create token" })).not.toBeInTheDocument();
  });
});

describe("the password", () => {
  const fill = async (user: ReturnType<typeof userEvent.setup>) => {
    await user.type(screen.getByLabelText("Current password"), "an old phrase");
    await user.type(screen.getByLabelText("New password"), "a new phrase");
  };
  it("changes without ending the tokens, unless one wants that too", async () => {
    const user = show(<PasswordForm />);
    await fill(user);
    await user.click(screen.getByRole("button", { name: "Change password" }));
    expect(await screen.findByText(/Your password is changed/)).toBeInTheDocument();
    await fill(user);
    await user.click(screen.getByRole("checkbox", { name: /End my personal access tokens/ }));
    await user.click(screen.getByRole("button", { name: "Change password" }));
    await waitFor(() => expect(sent.map(({ method }) => method)).toEqual(["POST", "POST", "DELETE"]));
    expect(sent[2]?.path).toBe("/api/v1/me/tokens");
    expect(sent[0]?.body).toEqual({ current_password: "an old phrase", new_password: "a new phrase" });
  });
  it("names the wrong field and ends no token", async () => {
    answers["POST /_allauth/browser/v1/account/password/change"] = () =>
      json(
        {
          status: 400,
          errors: [
            {
              param: "current_password",
              code: "enter_current_password",
              message: "Please type your current password.",
            },
          ],
        },
        400,
      );
    const user = show(<PasswordForm />);
    await fill(user);
    await user.click(screen.getByRole("checkbox", { name: /End my personal access tokens/ }));
    await user.click(screen.getByRole("button", { name: "Change password" }));
    expect(await screen.findByText("Please type your current password.")).toBeInTheDocument();
    expect(sent.filter(({ method }) => method === "DELETE")).toEqual([]);
  });
});
