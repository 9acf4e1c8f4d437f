/**
 * Which node holds a sitting. The database's clock alone decides whether a lease has run out, so that two nodes
 * with different clocks cannot both believe that they hold it; the fencing number stops the one that is wrong.
 */
import type { SittingId } from '#protocol/ids.ts'
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Transaction } from './eventStore.ts'

/** How long a lease lasts without being renewed: the longest wait before another node takes a sitting over. */
export const LEASE_SECONDS = 15
export const LEASE_RENEWAL_MS = 5_000

/** This process, as other nodes and clients know it. The same node after a restart carries the same id. */
export interface NodeIdentity {
  readonly nodeId: string
  /** Address that clients reach it by; empty when there is only one node. */
  readonly nodeUrl: string
}

export type LeaseOutcome =
  | { readonly held: true; readonly fence: number }
  /** Another node lives and holds it. */
  | { readonly held: false; readonly nodeUrl: string }

/** The lease was taken over: nothing decided here counts any more. */
export class FencedError extends Error {
  override readonly name = 'FencedError'

  constructor(sittingId: SittingId, fence: number) {
    super(`The lease of sitting ${sittingId} moved on from fence ${fence}`)
  }
}

/**
 * Takes the lease when it is free, run out, or was this node's own before a restart. Every take-over raises the
 * fencing number.
 */
export async function acquireLease(
  prisma: PrismaClient,
  sittingId: SittingId,
  { nodeId, nodeUrl }: NodeIdentity,
): Promise<LeaseOutcome> {
  const taken = await prisma.$queryRaw<{ fence: number }[]>`
    INSERT INTO "SittingLease" ("sittingId", "nodeId", "nodeUrl", "fence", "expiresAt")
    VALUES (${sittingId}::uuid, ${nodeId}, ${nodeUrl}, 1, now() + make_interval(secs => ${LEASE_SECONDS}))
    ON CONFLICT ("sittingId") DO UPDATE
      SET "nodeId" = EXCLUDED."nodeId", "nodeUrl" = EXCLUDED."nodeUrl",
          "fence" = "SittingLease"."fence" + 1, "expiresAt" = EXCLUDED."expiresAt"
      WHERE "SittingLease"."expiresAt" < now() OR "SittingLease"."nodeId" = EXCLUDED."nodeId"
    RETURNING "fence"`
  const [lease] = taken
  if (lease) return { held: true, fence: lease.fence }
  const holder = await prisma.sittingLease.findUnique({ where: { sittingId } })
  return { held: false, nodeUrl: holder?.nodeUrl ?? '' }
}

/** Prolongs the lease. False when it is not held under this fence any more. */
export async function renewLease(
  prisma: PrismaClient,
  sittingId: SittingId,
  fence: number,
): Promise<boolean> {
  const count = await prisma.$executeRaw`
    UPDATE "SittingLease" SET "expiresAt" = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE "sittingId" = ${sittingId}::uuid AND "fence" = ${fence}`
  return count === 1
}

/** Lets another node have it at once. The row stays: the fencing number must never start again. */
export async function releaseLease(prisma: PrismaClient, sittingId: SittingId, fence: number): Promise<void> {
  await prisma.$executeRaw`
    UPDATE "SittingLease" SET "expiresAt" = now() - interval '1 second'
    WHERE "sittingId" = ${sittingId}::uuid AND "fence" = ${fence}`
}

/**
 * Locks the lease's row for the rest of the transaction, so that nobody takes it over between this check and
 * the commit.
 *
 * @throws FencedError when it is not held under this fence
 */
export async function holdLease(
  transaction: Transaction,
  sittingId: SittingId,
  fence: number,
): Promise<void> {
  const count = await transaction.$executeRaw`
    UPDATE "SittingLease" SET "fence" = "fence" WHERE "sittingId" = ${sittingId}::uuid AND "fence" = ${fence}`
  if (count !== 1) throw new FencedError(sittingId, fence)
}
