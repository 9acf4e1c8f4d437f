import { useState } from 'react'
import type { ErrorCode } from '#protocol/errors.ts'
import { codeOf } from '../core/api.ts'

/** A press that asks the server: whether it runs, and what it was refused with. One at a time. */
export function useSubmit<Input extends readonly unknown[]>(act: (...input: Input) => Promise<void>) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorCode | null>(null)
  const submit = async (...input: Input) => {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await act(...input)
    } catch (thrown) {
      setError(codeOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, submit: (...input: Input) => void submit(...input) }
}
