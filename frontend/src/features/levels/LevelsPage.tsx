import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format';
import { LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { useStaff } from '../../ui/useStaff';
import type { Ladder } from '../../api/types';
import { levelsQuery } from './api';
import { LadderEditor } from './LadderEditor';
import { Members } from './Members';

export function LevelsPage() {
  const { t } = useTranslation('levels');
  const levels = useQuery(levelsQuery);
  return (
    <Page title={t('title')} intro={t('intro')} narrow>
      {levels.isError && !levels.data && (
        <Section>
          <Problem error={levels.error} onRetry={() => void levels.refetch()} />
        </Section>
      )}
      {levels.isPending && (
        <>
          <LoadingNote />
          <Skeleton height={180} />
          <Skeleton height={320} />
        </>
      )}
      {levels.data && (
        <>
          {levels.data.settings && <Members ladder={levels.data} settings={levels.data.settings} />}
          <LadderEditor key={levels.data.version} ladder={levels.data} onReload={() => void levels.refetch()} />
          <History history={levels.data.history} />
        </>
      )}
    </Page>
  );
}

function History({ history }: { history: Ladder['history'] }) {
  const { t } = useTranslation('levels');
  const staff = useStaff();
  const f = useFormat();
  if (history.length === 0) return null;
  return (
    <Section title={t('history')}>
      <ol>
        {history.map((h) => (
          <li key={h.version}>
            <strong>{t('version', { version: f.number(h.version) })}</strong>{' '}
            <span className="muted">{t('by', { when: f.dateTime(h.savedAt), who: staff(h.savedBy) })}</span>
            {h.note && ` · ${h.note}`}
          </li>
        ))}
      </ol>
    </Section>
  );
}
