// Whether an address belongs to a private network: this machine, RFC 1918, RFC 4193, link-local, or shared (RFC 6598).
import { BlockList, isIP } from 'node:net'

const NETWORKS: ReadonlyArray<readonly [string, number, 'ipv4' | 'ipv6']> = [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
]

/** False for what is no address. IPv4 written as IPv6 (`::ffff:10.0.0.7`) counts as what it is. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  const family = isIP(bare)
  if (family === 0) return false
  const networks = new BlockList()
  for (const [network, bits, kind] of NETWORKS) networks.addSubnet(network, bits, kind)
  return networks.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}
