/** As people say it: `640 MB`, `1.5 GB` (powers of ten, as disks and downloads are counted). */
export function formatBytes(bytes: number, language = 'en'): string {
  if (bytes >= 995_000_000) return `${gigabytes(bytes / 1e9, language)} GB`;
  if (bytes >= 995_000) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.max(0, Math.round(bytes / 1e3))} kB`;
}

const gigabytes = (value: number, language: string): string =>
  value.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
