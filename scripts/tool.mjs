/** Runs one of the project's tools under Node 24: `node scripts/tool.mjs oxlint --type-aware`. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { root } from './setup/places.mjs'
import { node24Environment } from './setup/setUp.mjs'

const [tool, ...parameters] = process.argv.slice(2)
const env = await node24Environment()
const PATH = [env.PATH.split(delimiter)[0], join(root, 'node_modules/.bin'), env.PATH].join(delimiter)
const child = spawn(tool, parameters, { cwd: root, env: { ...env, PATH }, stdio: 'inherit' })
child.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
child.on('close', (code) => (process.exitCode = code ?? 1))
