import type { Received } from './receiver.ts'

/**
 * What arrived so far: by the whole transport, and by each consumer that the browser counts.
 * Browsers type statistics as `any`; only numbers and strings are taken from them.
 */
export function readReceived(
  stats: RTCStatsReport,
  received: readonly Received[],
): { path: number; consumers: Map<string, number> } {
  const consumerOf = new Map(received.map(({ consumer, consumerId }) => [consumer.track.id, consumerId]))
  const consumers = new Map<string, number>()
  let path = 0
  for (const entry of stats.values() as Iterable<Record<string, unknown>>) {
    if (entry['type'] === 'candidate-pair') {
      // Answers to the browser's own checks tell a dead path from senders who are silent.
      path += numberOf(entry['bytesReceived']) + numberOf(entry['responsesReceived'])
    }
    if (entry['type'] === 'inbound-rtp') {
      const consumerId = consumerOf.get(String(entry['trackIdentifier']))
      if (consumerId !== undefined) consumers.set(consumerId, numberOf(entry['bytesReceived']))
    }
  }
  return { path, consumers }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
