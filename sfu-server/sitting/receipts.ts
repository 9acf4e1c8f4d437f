/** What a command was answered, so that a retry is answered the same and never carried out twice. */
import { createHash } from 'node:crypto'
import { CatalogueError } from '#protocol/errors.ts'
import type { CommandRequest, SeatCommand } from '#protocol/sitting/commands.ts'
import type { RequestOutput } from '#protocol/signalling.ts'
import { canonical } from '#verify/chain.ts'
import type { Reader, Transaction } from './eventStore.ts'

export type CommandReply = RequestOutput<'command'>

/** Who asked what, once: (stream, actor, commandId). */
export interface ReceiptKey {
  readonly stream: string
  readonly actor: string
  readonly commandId: CommandRequest['commandId']
}

/** SHA-256 over the command's canonical form, hex. */
export function hashCommand(command: SeatCommand): string {
  return createHash('sha256').update(canonical(command), 'utf8').digest('hex')
}

/**
 * The first answer to a command, or null when it is new.
 *
 * @throws CatalogueError COMMAND_REUSED when the same id was used for another command
 */
export async function findReceipt(
  reader: Reader,
  key: ReceiptKey,
  payloadHash: string,
): Promise<CommandReply | null> {
  const row = await reader.commandReceipt.findUnique({ where: { stream_actor_commandId: { ...key } } })
  if (!row) return null
  if (row.payloadHash !== payloadHash) throw new CatalogueError('COMMAND_REUSED')
  return row.reply as CommandReply
}

/** Keeps an answer, in the transaction of the events that it answers for. */
export async function storeReceipt(
  transaction: Transaction,
  key: ReceiptKey,
  receipt: { payloadHash: string; reply: CommandReply; at: number },
): Promise<void> {
  await transaction.commandReceipt.create({ data: { ...key, ...receipt, at: new Date(receipt.at) } })
}
