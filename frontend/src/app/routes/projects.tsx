export function ProjectsRoute() {
  return null;
}
