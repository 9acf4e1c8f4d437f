import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { defaultInterfaceOf, lanAddresses } from './lanAddress.ts'

const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  family: 'IPv4',
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: `${address}/24`,
})
const interfaces = {
  lo: [v4('127.0.0.1', true)],
  docker0: [v4('172.17.0.1')],
  wlan0: [v4('192.168.1.7')],
  eth0: [v4('10.0.0.7')],
}

describe('lanAddresses', () => {
  it('puts the default route’s address first and bridges of containers last', () => {
    expect(lanAddresses(interfaces, 'eth0')).toEqual(['10.0.0.7', '192.168.1.7', '172.17.0.1'])
    expect(lanAddresses(interfaces, null)).toEqual(['192.168.1.7', '10.0.0.7', '172.17.0.1'])
  })

  it('finds none on a machine without a network', () => {
    expect(lanAddresses({ lo: [v4('127.0.0.1', true)] }, null)).toEqual([])
  })
})

describe('defaultInterfaceOf', () => {
  it('reads the kernel’s routing table', () => {
    const head = 'Iface\tDestination\tGateway\tFlags\n'
    expect(
      defaultInterfaceOf(`${head}wlan0\t0001A8C0\t00000000\t0001\neth0\t00000000\t0101A8C0\t0003\n`),
    ).toBe('eth0')
    expect(defaultInterfaceOf(head)).toBeNull()
  })
})
