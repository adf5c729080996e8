import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { FakeApi, json } from "@/testing/fake-api";
import { show } from "@/testing/show";

import { SignInForm } from "./sign-in-form";
import { SignUpForm } from "./sign-up-form";

const LOGIN = "/_allauth/browser/v1/auth/login";
const SIGN_UP = "/_allauth/browser/v1/auth/signup";
let api: FakeApi;
const onDone = vi.fn();

beforeEach(() => {
  onDone.mockReset();
  document.cookie = "csrftoken=of-the-tests";
  api = new FakeApi({ [`POST ${LOGIN}`]: { status: 200 }, [`POST ${SIGN_UP}`]: { status: 200 } });
});

async function signIn(password = "a long phrase") {
  const shown = show(<SignInForm onDone={onDone} />);
  shown.client.setQueryData(["me"], { id: "somebody before" });
  await shown.user.type(await screen.findByLabelText("E-mail"), "nora@acme.example");
  await shown.user.type(screen.getByLabelText("Password"), password);
  await shown.user.click(screen.getByRole("button", { name: "Sign in" }));
  return shown;
}

describe("signing in", () => {
  it("lets in and forgets whoever was here before", async () => {
    const { client } = await signIn();
    await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
    expect(api.sent).toEqual([
      { method: "POST", path: LOGIN, body: { email: "nora@acme.example", password: "a long phrase" } },
    ]);
    expect(client.getQueryData(["me"])).toBeUndefined();
  });
  it("says that the password is wrong, keeps the address, and lets nobody in", async () => {
    const message = "The e-mail address and/or password you specified are not correct.";
    api.answers[`POST ${LOGIN}`] = json(
      { status: 400, errors: [{ param: "password", code: "email_password_mismatch", message }] },
      400,
    );
    await signIn("wrong");
    expect(await screen.findByRole("alert")).toHaveTextContent(message);
    expect(screen.getByLabelText("E-mail")).toHaveValue("nora@acme.example");
    expect(onDone).not.toHaveBeenCalled();
  });
  it("leads on where one more step is needed", async () => {
    const flows = [{ id: "verify_email", is_pending: true }];
    api.answers[`POST ${LOGIN}`] = json({ status: 401, data: { flows } }, 401);
    await signIn();
    expect(await screen.findByRole("link", { name: "Go on here" })).toHaveAttribute("href", "/accounts/login/");
    expect(onDone).not.toHaveBeenCalled();
  });
  it("asks for patience after too many attempts", async () => {
    api.answers[`POST ${LOGIN}`] = json({ status: 429 }, 429);
    await signIn();
    expect(await screen.findByRole("alert")).toHaveTextContent("Please wait a few minutes");
  });
  it("says that there is no connection", async () => {
    api.answers[`POST ${LOGIN}`] = () => Promise.reject(new TypeError("Failed to fetch"));
    await signIn();
    expect(await screen.findByRole("alert")).toHaveTextContent("No connection to Switchboard");
  });
  it("leads to a new password", async () => {
    show(<SignInForm onDone={onDone} />);
    const forgotten = await screen.findByRole("link", { name: "Forgot your password?" });
    expect(forgotten).toHaveAttribute("href", "/accounts/password/reset/");
  });
});

describe("signing up", () => {
  async function signUp() {
    const { user } = show(<SignUpForm onDone={onDone} />);
    await user.type(await screen.findByLabelText("Name"), "Nora");
    await user.type(screen.getByLabelText("E-mail"), "nora@example.org");
    await user.type(screen.getByLabelText("Password"), "short");
    await user.click(screen.getByRole("button", { name: "Create account" }));
  }
  it("makes an account of what was typed", async () => {
    await signUp();
    await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
    const body = { name: "Nora", email: "nora@example.org", password: "short" };
    expect(api.sent).toEqual([{ method: "POST", path: SIGN_UP, body }]);
  });
  it("names each wrong field at the field, and says nothing twice", async () => {
    const errors = [
      { param: "email", code: "email_taken", message: "Somebody has this address." },
      { param: "password", code: "password_too_short", message: "Ten characters at least." },
    ];
    api.answers[`POST ${SIGN_UP}`] = json({ status: 400, errors }, 400);
    await signUp();
    expect(await screen.findAllByRole("alert")).toHaveLength(2);
    expect(screen.getByLabelText("E-mail")).toHaveAccessibleDescription("Somebody has this address.");
    expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(/Ten characters at least\.$/);
    expect(screen.getByLabelText("Name")).not.toHaveAttribute("aria-invalid");
  });
  it("says what is wrong with no field in particular", async () => {
    api.answers[`POST ${SIGN_UP}`] = json({ status: 403, detail: "Nobody may sign up here." }, 403);
    await signUp();
    expect(await screen.findByRole("alert")).toHaveTextContent("Nobody may sign up here.");
  });
});

describe("a first visit", () => {
  it("gets its token before anything is sent", async () => {
    document.cookie = "csrftoken=; max-age=0";
    api.answers["GET /_allauth/browser/v1/config"] = { status: 200 };
    await signIn();
    await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
    expect(api.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /_allauth/browser/v1/config",
      `POST ${LOGIN}`,
    ]);
  });
});
