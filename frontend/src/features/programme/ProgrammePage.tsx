import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Programme } from '../../api/types';
import { useFormat } from '../../ui/format';
import { LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { useStaff } from '../../ui/useStaff';
import { kindsQuery, programmeQuery } from './api';
import { Editor } from './Editor';

export function ProgrammePage() {
  const { t } = useTranslation('programme');
  const programme = useQuery(programmeQuery);
  const kinds = useQuery(kindsQuery);
  const failed = [programme, kinds].find((q) => q.isError && !q.data);
  const retry = () => {
    if (programme.isError) void programme.refetch();
    if (kinds.isError) void kinds.refetch();
  };
  return (
    <Page title={t('title')} intro={t('intro')} narrow>
      {failed && (
        <Section>
          <Problem error={failed.error} onRetry={retry} />
        </Section>
      )}
      {!failed && (!programme.data || !kinds.data) && (
        <>
          <LoadingNote />
          <Skeleton height={96} />
          <Skeleton height={280} />
          <Skeleton height={200} />
        </>
      )}
      {programme.data && kinds.data && (
        <>
          <Editor
            key={programme.data.version}
            programme={programme.data}
            kinds={kinds.data.rules}
            onReload={() => void programme.refetch()}
          />
          <History history={programme.data.history} />
        </>
      )}
    </Page>
  );
}

function History({ history }: { history: Programme['history'] }) {
  const { t } = useTranslation('programme');
  const staff = useStaff();
  const f = useFormat();
  if (history.length === 0) return null;
  return (
    <Section title={t('history.title')}>
      <ol>
        {history.map((h) => (
          <li key={h.version}>
            <strong>{t('history.version', { version: f.number(h.version) })}</strong>{' '}
            <span className="muted">{t('history.by', { when: f.dateTime(h.savedAt), who: staff(h.savedBy) })}</span>
            {' · '}
            {h.note || <span className="muted">{t('history.noNote')}</span>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
