/** The address under which other machines on the local network reach this one. */
import type { NetworkInterfaceInfo } from 'node:os'

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** Bridges and tunnels of containers and virtual machines, which a phone cannot reach. */
const virtualNames = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|podman|lxc|tun|tap|wg|tailscale)/

/** All IPv4 addresses that may be reachable from outside, the likeliest first. */
export function lanAddresses(interfaces: Interfaces, defaultInterface: string | null): string[] {
  const found = Object.entries(interfaces).flatMap(([name, infos]) =>
    (infos ?? [])
      .filter((info) => info.family === 'IPv4' && !info.internal)
      .map((info) => ({ address: info.address, rank: rankOf(name, defaultInterface) })),
  )
  return found.toSorted((one, other) => one.rank - other.rank).map(({ address }) => address)
}

function rankOf(name: string, defaultInterface: string | null): number {
  if (name === defaultInterface) return 0
  return virtualNames.test(name) ? 2 : 1
}

/**
 * The interface of the default route.
 *
 * @param routes contents of `/proc/net/route`
 */
export function defaultInterfaceOf(routes: string): string | null {
  for (const line of routes.split('\n').slice(1)) {
    const [name, destination] = line.split('\t')
    if (name && destination === '00000000') return name
  }
  return null
}
