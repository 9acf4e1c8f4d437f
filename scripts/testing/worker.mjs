/** Global set-up of integration tests that vitest runs by itself: where the set-up has put mediasoup's worker. */
import { planWorker } from '../setup/mediasoupWorker.mjs'

export default async function findWorker() {
  const plan = await planWorker()
  if (plan.kind !== 'ready') throw new Error('There is no mediasoup worker yet; npm run setup makes one')
  process.env.MEDIASOUP_WORKER_BIN = plan.path
}
