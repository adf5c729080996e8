import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Page, Section } from "@/components/ui/page";
import { Segmented } from "@/components/ui/segmented";
import { paths } from "@/config/paths";
import { meQuery } from "@/features/session/api/me";
import { ConfirmNotice } from "@/features/session/components/confirm-notice";
import { PasswordForm } from "@/features/settings/profile/password-form";
import { ProfileForm } from "@/features/settings/profile/profile-form";
import { TokenList } from "@/features/settings/profile/token-list";
import { chooseTheme, chosenTheme } from "@/lib/theme";
import { useTitle } from "@/lib/use-title";

const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

/** What is one's own in every organization. */
export function ProfileRoute() {
  const me = useQuery(meQuery).data;
  const [theme, setTheme] = useState(chosenTheme);
  useTitle("Profile");
  if (!me) return null;
  return (
    <main style={{ height: "100%" }}>
      <Page narrow title="Profile" about={<Link to={paths.home}>Back to the workspace</Link>}>
        <ConfirmNotice me={me} />
        <Section title="You">
          <ProfileForm key={me.id} me={me} />
        </Section>
        <Section title="Theme">
          <Segmented
            label="Theme"
            value={theme}
            options={[...THEMES]}
            onChange={(next) => {
              chooseTheme(next);
              setTheme(next);
            }}
          />
        </Section>
        <Section title="Password">
          <PasswordForm />
        </Section>
        <Section title="Keyboard">
          <p>
            Ctrl or Cmd and K searches. Ctrl or Cmd, Shift and O begins a chat. Enter sends, Shift and Enter breaks the
            line, Esc stops an answer. “/” first in a message opens the commands.
          </p>
        </Section>
        <Section title="Personal access tokens" about="For programs that act as you. Treat them like a password.">
          <TokenList me={me} />
        </Section>
      </Page>
    </main>
  );
}
