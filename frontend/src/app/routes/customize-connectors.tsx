export function CustomizeConnectorsRoute() {
  return null;
}
