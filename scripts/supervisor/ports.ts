/** Ports: whether one is free before we start, and whether somebody answers on it afterwards. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

export interface WantedPort {
  /** The variable that sets it. */
  readonly variable: string
  readonly port: number
  readonly host: string
  readonly protocol: 'tcp' | 'udp'
}

/** @returns one line per port that another program has, saying what to do */
export async function busyPorts(wanted: readonly WantedPort[]): Promise<string[]> {
  const problems: string[] = []
  for (const { variable, port, host, protocol } of wanted) {
    const isFree = await (protocol === 'tcp' ? isTcpFree(port, host) : isUdpFree(port, host))
    if (isFree) continue
    problems.push(
      `${protocol.toUpperCase()} port ${port} is in use by another program; set ${variable} to a free one`,
    )
  }
  return problems
}

async function isTcpFree(port: number, host: string): Promise<boolean> {
  const server = createServer()
  try {
    server.listen({ port, host, exclusive: true })
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

async function isUdpFree(port: number, host: string): Promise<boolean> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  try {
    socket.bind({ port, address: host, exclusive: true })
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}

/** Whether a TCP connection to the port is accepted. */
export async function answers(port: number, host: string): Promise<boolean> {
  const isAnyAddress = host === '0.0.0.0' || host === '::'
  const socket = connect({ port, host: isAnyAddress ? '127.0.0.1' : host })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
