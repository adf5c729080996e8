export function DirectoryRoute() {
  return null;
}
