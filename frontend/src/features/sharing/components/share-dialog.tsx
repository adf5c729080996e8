export function ShareDialog({ conversation, onClose }: { conversation: string; onClose: () => void }) {
  return <button type="button" onClick={onClose}>{conversation}</button>;
}
