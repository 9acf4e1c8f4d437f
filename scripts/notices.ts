/** `npm run notices`: writes THIRD_PARTY_NOTICES.md from the installed packages. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { shippedPackages } from './notices/packages.ts'
import { licenceProblems, renderNotices } from './notices/render.ts'

const root = resolve(import.meta.dirname, '..')
const packages = shippedPackages(root)
for (const problem of licenceProblems(packages)) {
  console.error(problem)
  process.exitCode = 1
}
writeFileSync(resolve(root, 'THIRD_PARTY_NOTICES.md'), renderNotices(packages))
console.log(`THIRD_PARTY_NOTICES.md names ${packages.length} packages.`)
