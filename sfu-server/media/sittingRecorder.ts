/** The recorder as one sitting has it: its row, its watch, and its words over the line. */
import type { NoticePayload } from '#protocol/signalling.ts'
import type { SittingLabel } from '#protocol/recording/control.ts'
import type { SystemCommand } from '#protocol/sitting/commands.ts'
import type { SittingState } from '#procedure/sitting/state.ts'
import { assertUnreachable } from '#procedure/unreachable.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Hello, RecorderLink, RecorderListener, SittingNotice } from './recorderLink.ts'
import { SittingRecorderRow } from './recorderRow.ts'
import { RecorderWatch } from './recorderWatch.ts'

const LOOPBACK = '127.0.0.1'

export interface SittingRecorderOptions {
  readonly link: RecorderLink
  readonly clock: Clock
  readonly log: Log
  readonly fence: number
  readonly state: () => SittingState
  readonly report: (command: SystemCommand) => void
  readonly tell: (status: NoticePayload<'recorder'>) => void
}

export class SittingRecorder implements RecorderListener {
  readonly row: SittingRecorderRow
  readonly #link: RecorderLink
  readonly #watch: RecorderWatch
  readonly #state: () => SittingState

  constructor({ link, clock, log, fence, state, report, tell }: SittingRecorderOptions) {
    const child = log.child({ sittingId: state().sittingId })
    this.#link = link
    this.#state = state
    this.row = new SittingRecorderRow({
      link,
      log: child,
      label: labelOf(state()),
      fence,
      sourceIp: LOOPBACK,
    })
    this.#watch = new RecorderWatch({
      clock,
      log: child,
      state,
      tracks: () => this.row.tracks,
      linkIsUp: () => link.hello !== null,
      report,
      tell,
    })
  }

  /** Begins to listen to the recorder. */
  start(): void {
    this.#link.listen(this.#state().sittingId, this)
  }

  get isReady(): boolean {
    return this.#link.hello !== null
  }

  get status(): NoticePayload<'recorder'> {
    return this.#watch.status
  }

  handleHello(hello: Hello): void {
    this.row.handleHello(hello)
    this.#watch.follow(this.#state())
  }

  handleNotice(notice: SittingNotice): void {
    switch (notice.type) {
      case 'accepted':
        return this.row.handleAccepted(notice.revision)
      case 'report':
        return this.#watch.handleReport(notice)
      case 'failed':
        return this.#watch.handleFailure(notice.reason)
      case 'sealed':
        return this.#watch.handleSealed()
      default:
        assertUnreachable(notice)
    }
  }

  handleLinkLost(): void {
    this.#watch.handleLinkLost()
  }

  /** The sitting went from one state to another. */
  follow(before: SittingState): void {
    this.#watch.follow(before)
  }

  /** The sitting is over. If the recorder is away it is told at its next greeting (main). */
  seal(): void {
    this.row.close()
    this.#link.send({ type: 'seal', sittingId: this.#state().sittingId })
  }

  /** Stops watching; the recorder goes on with what it was told. Idempotent. */
  close(): void {
    this.#link.stopListening(this.#state().sittingId, this)
    this.#watch.close()
  }
}

function labelOf({ sittingId, caseNumber, courtName, courtroomName, seats }: SittingState): SittingLabel {
  return {
    sittingId,
    caseNumber,
    courtName,
    courtroomName,
    seats: seats.map(({ seatId, role, side, name }) => ({ seatId, role, side, name })),
  }
}
