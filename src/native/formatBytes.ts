/** As people say it: `640 MB`, `1.5 GB` (powers of ten, as disks and downloads are counted). */
export function formatBytes(bytes: number): string {
  if (bytes >= 995_000_000) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 995_000) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.max(0, Math.round(bytes / 1e3))} kB`;
}
