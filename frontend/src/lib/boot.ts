/** What the page knew before the first request (config/workspace.py). */
export interface Boot {
  csrfCookie: string;
  publicUrl: string;
  model: { name: string; demo: boolean; label: string };
  version: string;
}

const FALLBACK: Boot = {
  csrfCookie: "csrftoken",
  publicUrl: "",
  model: { name: "", demo: false, label: "" },
  version: "",
};

function read(): Boot {
  const text = document.getElementById("switchboard-boot")?.textContent;
  return text ? { ...FALLBACK, ...(JSON.parse(text) as Partial<Boot>) } : FALLBACK;
}

export const boot: Boot = read();
