import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import * as z from 'zod/mini'
import { CatalogueError } from '#protocol/errors.ts'
import { findEmblem } from './emblem.ts'

const PAGE = 'index.html'
const notBuilt = `<!doctype html>
<html lang="zh-CN">
  <meta charset="utf-8" />
  <title>通庭 Tongting</title>
  <h1>通庭 Tongting</h1>
  <p>页面尚未构建。请运行 <code>npm start</code>。</p>
  <p>The pages have not been built yet. <code>npm start</code> builds them.</p>
</html>
`
const anyPath = z.object({ '*': z.string() })
const nothing = z.object({})

/**
 * The client's pages and their parts, out of `folder`. Every page is the same file, also for links (/i/…): opening
 * an address changes nothing here, so previews and scanners may.
 */
export async function serveClient(
  app: FastifyInstance,
  { folder, dataFolder }: { folder: string; dataFolder: string },
): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    cacheControl: false,
    preCompressed: true,
    suppressWarning: true,
  })
  const page = { config: { access: 'public' }, schema: { params: nothing } } as const
  const pageBelow = { config: { access: 'public' }, schema: { params: anyPath } } as const
  app.get('/', page, (_request, reply) => sendPage(reply, folder))
  app.get('/login', page, (_request, reply) => sendPage(reply, folder))
  app.get('/i/*', pageBelow, (_request, reply) => sendPage(reply, folder))
  app.get('/s/*', pageBelow, (_request, reply) => sendPage(reply, folder))
  app.get('/assets/*', pageBelow, (request, reply) =>
    // Their names carry a hash of their content.
    reply
      .header('Cache-Control', 'public, max-age=31536000, immutable')
      .sendFile(`assets/${(request.params as z.infer<typeof anyPath>)['*']}`),
  )
  app.get('/emblem', page, async (_request, reply) => {
    const emblem = await findEmblem(dataFolder)
    if (!emblem) throw new CatalogueError('NOT_FOUND')
    return reply
      .type(emblem.mediaType)
      .header('Cache-Control', 'public, max-age=3600')
      .send(createReadStream(emblem.file))
  })
  app.get('/*', pageBelow, (request, reply) =>
    reply.header('Cache-Control', 'no-cache').sendFile((request.params as z.infer<typeof anyPath>)['*']),
  )
}

async function sendPage(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  void reply.header('Cache-Control', 'no-cache').type('text/html; charset=utf-8')
  const isBuilt = await stat(join(folder, PAGE)).catch(() => null)
  return isBuilt ? reply.sendFile(PAGE) : reply.code(503).send(notBuilt)
}
