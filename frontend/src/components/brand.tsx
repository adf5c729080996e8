/** The product's sign. */
export function BrandSign({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden>
      <rect x="1" y="1" width="20" height="20" rx="6" fill="var(--color-accent)" />
      <path d="M7 7.5c0 5 8 2 8 7" stroke="#fff" strokeWidth="2" fill="none" strokeLinecap="round" />
      <circle cx="7" cy="6.5" r="2" fill="#fff" />
      <circle cx="15" cy="15.5" r="2" fill="#fff" />
      <circle cx="15" cy="6.5" r="1.4" fill="#fff" opacity=".45" />
      <circle cx="7" cy="15.5" r="1.4" fill="#fff" opacity=".45" />
    </svg>
  );
}
