/** What is made from sources and not kept in the repository: Prisma's client and the built browser client. */
import { join } from 'node:path'
import { whenChanged } from './fingerprint.mjs'
import { root } from './places.mjs'
import { run } from './run.mjs'
import { step } from './steps.mjs'

const at = (...parts) => join(root, ...parts)

/** @param {NodeJS.ProcessEnv} env with Node 24 first on PATH */
export async function ensurePrismaClient(env) {
  const inputs = [at('prisma/schema.prisma'), at('node_modules/prisma/package.json')]
  // Generating needs no schema engine, only a file by that name; without it the CLI downloads one.
  const offline = {
    PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  }
  await whenChanged(at('prisma/generated/.stamp'), inputs, () =>
    step('database client: generating from the schema', '3 s', () =>
      run('node', [at('node_modules/prisma/build/index.js'), 'generate'], {
        cwd: root,
        env: { ...env, ...offline },
      }),
    ),
  )
}

/** @param {NodeJS.ProcessEnv} env with Node 24 first on PATH */
export async function ensureBrowserClient(env) {
  const inputs = ['client', 'protocol', 'procedure', 'package-lock.json'].map((name) => at(name))
  await whenChanged(at('client/dist/.stamp'), inputs, () =>
    step('browser client: building', '5 s', () =>
      run('node', [at('node_modules/vite/bin/vite.js'), 'build', 'client'], { cwd: root, env }),
    ),
  )
}
