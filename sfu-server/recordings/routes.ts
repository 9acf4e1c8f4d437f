import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Storage } from '#platform/storage.ts'
import { CatalogueError } from '#protocol/errors.ts'
import { RecordingParams } from '#protocol/http/routes.ts'
import type { StoredFile } from '../../prisma/generated/client.ts'
import { readerOf } from '../cases/readers.ts'
import { shanghaiDate } from '../cases/shanghaiDay.ts'
import { loginOf, staffOf } from '../http/access.ts'
import type { Routes } from '../http/app.ts'
import { attachment } from './fileName.ts'
import { findFilm } from './queries.ts'
import { parseRange } from './range.ts'

const RANGE_NOT_SATISFIABLE = 416

/** Playing a sitting's film in the page, and taking it away. */
export const recordingRoutes: Routes = (app, { database, storage }) => {
  app.get(
    '/api/s/:handle/recordings/:recordingId/media',
    { config: { access: 'login' }, schema: { params: RecordingParams } },
    async (request, reply) => {
      const reader = await readerOf(database, loginOf(request))
      const { file } = await findFilm(database, reader, request.params.recordingId, 'play')
      return sendFile(request, reply, storage, file)
    },
  )
  app.get(
    '/api/s/:handle/recordings/:recordingId/download',
    { config: { access: 'staff' }, schema: { params: RecordingParams } },
    async (request, reply) => {
      const reader = await readerOf(database, staffOf(request))
      const film = await findFilm(database, reader, request.params.recordingId, 'download')
      const date = shanghaiDate(film.startedAt)
      const name = attachment(`${film.caseNumber} 庭审录像 ${date}.mp4`, `hearing-${date}.mp4`)
      return sendFile(request, reply.header('Content-Disposition', name), storage, film.file)
    },
  )
}

/** Streams a stored file or the part that was asked for; a player seeks and a broken download resumes by parts. */
async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  storage: Storage,
  { key, mediaType, sha256 }: StoredFile,
): Promise<FastifyReply> {
  const stored = await storage.stat(key)
  if (!stored) throw new CatalogueError('RECORDING_NOT_READY')
  const tag = `"${sha256}"`
  const condition = request.headers['if-range']
  const header = condition === undefined || condition === tag ? request.headers.range : undefined
  const range = parseRange(header, stored.size)
  void reply.header('Accept-Ranges', 'bytes').header('ETag', tag).type(mediaType)
  if (range === 'unsatisfiable') {
    return reply
      .code(RANGE_NOT_SATISFIABLE)
      .header('Content-Range', `bytes */${stored.size}`)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(new CatalogueError('BAD_REQUEST').toWire()))
  }
  if (range === 'whole') {
    void reply.header('Content-Length', stored.size)
  } else {
    void reply
      .code(206)
      .header('Content-Length', range.last - range.first + 1)
      .header('Content-Range', `bytes ${range.first}-${range.last}/${stored.size}`)
  }
  // What a HEAD asks for is told without opening the file.
  if (request.method === 'HEAD') return reply.send()
  return reply.send(await storage.read(key, range === 'whole' ? undefined : range))
}
