import { createContext, useContext } from 'react'

/** Whether the deployment supplied the official emblem; set once at the top of the client from /api/status. */
export const EmblemSupplied = createContext(false)

/** Whether there is an emblem to show. */
export function useEmblemSupplied(): boolean {
  return useContext(EmblemSupplied)
}
