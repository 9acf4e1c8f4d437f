import i18next from 'i18next'
import { Component, type ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'

/** The last net: a page that broke says so and offers the way back, instead of going white in mid-hearing. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError() {
    return { crashed: true }
  }

  override render() {
    if (!this.state.crashed) return this.props.children
    return (
      <main className="mx-auto flex min-block-[100dvb] max-inline-md flex-col items-center justify-center gap-4 p-6 text-center">
        <h1 className="font-serif text-2xl font-bold">{i18next.t('crash.title')}</h1>
        <p>{i18next.t('crash.lead')}</p>
        <Button tone="primary" onClick={() => window.location.reload()}>
          {i18next.t('link.reload')}
        </Button>
      </main>
    )
  }
}
