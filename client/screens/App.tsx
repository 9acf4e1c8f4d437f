import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { BrowserRouter, Route, Routes } from 'react-router'
import { api } from '../core/api.ts'
import { EmblemSupplied } from '../ui/emblem.ts'
import { Waiting } from '../ui/Waiting.tsx'
import { CrashGuard } from './CrashGuard.tsx'
import { MessagePage } from './MessagePage.tsx'
import { StartScreen } from './start/StartScreen.tsx'

// Each way in loads what it needs: a party on a phone never loads the desk, the start page never loads the call.
const LoginScreen = lazy(() => import('./login/LoginScreen.tsx'))
const InvitationScreen = lazy(() => import('./invitation/InvitationScreen.tsx'))
const DeskScreen = lazy(() => import('./desk/DeskScreen.tsx'))
const CaseScreen = lazy(() => import('./case/CaseScreen.tsx'))
const SittingScreen = lazy(() => import('./sitting/SittingScreen.tsx'))

const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 2_000 } },
})

/** The whole client. */
export function App() {
  return (
    <BrowserRouter>
      <Screens />
    </BrowserRouter>
  )
}

/** Providers, guards and addresses, under whatever router. */
export function Screens() {
  const { t } = useTranslation()
  return (
    <CrashGuard>
      <QueryClientProvider client={queries}>
        <EmblemProvider>
          <Suspense fallback={<Waiting>{t('app.loading')}</Waiting>}>
            <Routes>
              <Route path="/" element={<StartScreen />} />
              <Route path="/login" element={<LoginScreen />} />
              <Route path="/i/:token" element={<InvitationScreen />} />
              <Route path="/s/:handle" element={<DeskScreen />} />
              <Route path="/s/:handle/cases/:caseId" element={<CaseScreen />} />
              <Route path="/s/:handle/sittings/:sittingId/seats/:seatId" element={<SittingScreen />} />
              <Route
                path="*"
                element={<MessagePage title={t('notFound.title')} lead={t('notFound.lead')} />}
              />
            </Routes>
          </Suspense>
        </EmblemProvider>
      </QueryClientProvider>
    </CrashGuard>
  )
}

function EmblemProvider({ children }: { children: ReactNode }) {
  const status = useQuery({ queryKey: ['status'], queryFn: api.status, staleTime: Infinity })
  return <EmblemSupplied value={status.data?.emblem ?? false}>{children}</EmblemSupplied>
}
