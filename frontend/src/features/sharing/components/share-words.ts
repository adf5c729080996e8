import type { Sharing } from "@/types/api";

interface Said {
  title: string;
  about: string;
}

/** What the dialog says first: the refusal, when there is one, before anything that can be pressed. */
export function shareWords(sharing: Sharing, name: string, personal: boolean): Said {
  const { organization, public: outside, holds, shares } = sharing;
  if (!organization.allowed && !outside.allowed && !outside.needs_confirmation) {
    return { title: "This chat can’t be shared", about: unique([organization.reason, outside.reason]) };
  }
  if (outside.code === "connector_content_not_shareable") {
    return {
      // Once a link works, a refusal in the heading would say that it does not.
      title: shares.some(({ audience }) => audience === "organization")
        ? `This chat is shared inside ${name}`
        : `This chat can’t be shared outside ${name}`,
      about: "It holds content from connectors, and that stays inside the organization.",
    };
  }
  const limit = personal || outside.allowed || outside.needs_confirmation ? "" : ` ${outside.reason}`;
  const holdsContent = holds.length > 0 ? " It holds content from connectors." : "";
  return {
    title: "Share this chat",
    about: `A link shows the messages as they are now; later ones are not in it.${holdsContent}${limit}`,
  };
}

const unique = (words: string[]): string => [...new Set(words.filter(Boolean))].join(" ");
