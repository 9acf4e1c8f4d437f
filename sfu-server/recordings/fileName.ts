/**
 * A Content-Disposition that saves under a name in any script (RFC 6266, RFC 5987), and under `fallback`, plain
 * ASCII, where that is not understood.
 */
export function attachment(name: string, fallback: string): string {
  // encodeURIComponent leaves five characters alone that RFC 5987 wants encoded.
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encoded}`
}
