export function ProjectRoute() {
  return null;
}
