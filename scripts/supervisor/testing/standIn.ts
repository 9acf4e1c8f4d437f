/** Stands in for a program under the supervisor: answers on its port, and notes the order in which it was stopped. */
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const [name = '', port] = process.argv.slice(2)
const folder = process.env.TONGTING_DATA ?? ''

if (name === process.env.STAND_IN_THAT_CRASHES) {
  console.error('the stand-in cannot go on')
  process.exit(3)
}
const server = createServer((socket) => socket.end())
server.listen(Number(port ?? 0), '127.0.0.1')
process.on('SIGTERM', () => {
  appendFileSync(join(folder, 'stopped'), `${name}\n`)
  process.exit()
})
appendFileSync(join(folder, 'started'), `${name}\n`)
