import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Preview, Settings } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import table from '../../ui/Table.module.css';
import type { usePreview } from './api';
import classes from './Programme.module.css';

interface PreviewProps {
  preview: ReturnType<typeof usePreview>;
  settings: Settings;
  events: boolean; // rules give points for what is no order
  onRun: () => void;
}

/** What the settings would have made of past orders, before they are saved. */
export function PreviewSection({ preview, settings, events, onRun }: PreviewProps) {
  const { t } = useTranslation('programme');
  const stale = preview.data && JSON.stringify(preview.variables) !== JSON.stringify(settings);
  return (
    <Section
      title={t('preview.title')}
      intro={t('preview.intro')}
      flush
      actions={
        <Button variant="default" loading={preview.isPending} onClick={onRun}>
          {t('preview.run')}
        </Button>
      }
    >
      <div className={classes.preview} aria-live="polite">
        {events && <p className="muted">{t('preview.events')}</p>}
        {preview.isError && <Problem inline error={preview.error} />}
        {preview.data && stale && <p className={classes.staleNote}>{t('preview.stale')}</p>}
        {preview.data && <Result preview={preview.data} stale={Boolean(stale)} />}
      </div>
    </Section>
  );
}

function Result({ preview, stale }: { preview: Preview; stale: boolean }) {
  const { t } = useTranslation('programme');
  const f = useFormat();
  const samples = preview.samples;
  if (preview.orders === 0) return <p className="muted">{t('preview.none')}</p>;
  const figures = [
    [t('preview.before'), f.number(preview.before)],
    [t('preview.after'), f.number(preview.after)],
    [t('preview.difference'), f.signed(preview.after - preview.before)],
  ] as const;
  return (
    <div className={stale ? table.stale : undefined}>
      <dl className={classes.previewFigures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">
        {t('preview.summary', { count: preview.orders, orders: f.number(preview.orders), contacts: f.number(preview.contacts) })}{' '}
        {t('preview.later')}
      </p>
      {preview.unknown !== undefined && <p className="muted">{t('preview.unknown', { count: preview.unknown })}</p>}
      {samples.length === 0 ? <p>{t('preview.same')}</p> : <Samples samples={samples} />}
    </div>
  );
}

function Samples({ samples }: { samples: Preview['samples'] }) {
  const { t } = useTranslation('programme');
  const f = useFormat();
  return (
    <>
      <div className={`${table.scroll} ${classes.samples}`} tabIndex={0} role="region" aria-label={t('preview.samples')}>
        <table className={table.table}>
          <caption className="visually-hidden">{t('preview.samples')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('preview.column.order')}</th>
              <th scope="col">{t('preview.column.contact')}</th>
              <th scope="col" className={table.right}>{t('preview.column.total')}</th>
              <th scope="col" className={table.right}>{t('preview.column.before')}</th>
              <th scope="col" className={table.right}>{t('preview.column.after')}</th>
              <th scope="col" className={table.right}>{t('preview.column.change')}</th>
            </tr>
          </thead>
          <tbody>
            {samples.map((s) => (
              <tr key={s.orderId}>
                <td className="num">{s.name}</td>
                <td className={classes.sampleName}>
                  {s.contactId ? <Link to={`/contacts/${encodeURIComponent(s.contactId)}`}>{s.contactName || s.contactId}</Link> : s.contactName}
                </td>
                <td className={`${table.right} num`}>{f.money(s.total)}</td>
                <td className={`${table.right} num`}>{f.number(s.before)}</td>
                <td className={`${table.right} num`}>{f.number(s.after)}</td>
                <td className={`${table.right} num ${s.after < s.before ? 'bad' : classes.up}`}>{f.signed(s.after - s.before)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted small">{t('preview.more', { value: f.number(samples.length) })}</p>
    </>
  );
}
