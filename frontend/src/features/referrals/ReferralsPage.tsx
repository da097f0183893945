import { Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import { Tag, type Tone } from '../../ui/Tag';
import table from '../../ui/Table.module.css';
import { type Referral, referralsQuery, settingsQuery } from './api';
import classes from './Referrals.module.css';
import { Review } from './Review';
import { TermsForm } from './TermsForm';

const states = ['all', 'review', 'pending', 'earned', 'refused', 'reversed'] as const;
const tones: Record<Referral['state'], Tone> = { pending: 'warn', earned: 'good', refused: 'quiet', reversed: 'bad' };

/** What recommendations bring, and what came of each of them. */
export function ReferralsPage() {
  const { t } = useTranslation('referrals');
  const settings = useQuery(settingsQuery);
  const [params] = useSearchParams();
  // Whoever followed a link to some recommendations came for them, not for the terms.
  const [listFirst] = useState(() => params.has('state') || params.has('contact'));
  return (
    <Page title={t('title')} intro={t('intro')}>
      {listFirst && <Recommendations />}
      {settings.isError && !settings.data && (
        <Section>
          <Problem error={settings.error} onRetry={() => void settings.refetch()} />
        </Section>
      )}
      {settings.isPending && (
        <Section>
          <div className={classes.skeleton}>
            <LoadingNote />
            <Skeleton height={40} />
            <Skeleton height={120} />
          </div>
        </Section>
      )}
      {settings.data && (
        <>
          {settings.data.terms.on && !settings.data.programme && (
            <Note tone="warn" title={t('programmeOff.title')}>
              {t('programmeOff.text')}
            </Note>
          )}
          <TermsForm key={settings.data.version} settings={settings.data} onReload={() => void settings.refetch()} />
        </>
      )}
      {!listFirst && <Recommendations />}
    </Page>
  );
}

function Recommendations() {
  const { t } = useTranslation('referrals');
  const [params, setParams] = useSearchParams();
  const pager = usePager();
  const state = states.find((s) => s === params.get('state')) ?? 'all';
  const contact = params.get('contact') ?? '';
  const page = useQuery(referralsQuery({ state, contact: contact || undefined, cursor: pager.cursor || undefined }));
  const items = page.data?.items ?? [];
  const choose = (name: string | null) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete('cursor');
        next.set('state', name ?? 'all');
        return next;
      },
      { replace: true },
    );
  return (
    <Section title={t('list.title')} flush>
      <div className={classes.toolbar}>
        <Select label={t('list.stateLabel')} value={state} onChange={choose} data={states.map((s) => ({ value: s, label: t(`state.${s}`) }))} />
        {contact && <Link to="/referrals">{t('list.all')}</Link>}
      </div>
      {page.isError && !page.data && <Problem error={page.error} onRetry={() => void page.refetch()} />}
      {page.isPending && (
        <div className={classes.skeleton}>
          <Skeleton height={40} />
          <Skeleton height={40} />
        </div>
      )}
      {page.data && items.length === 0 && <Empty title={t('list.empty')}>{t('list.emptyText')}</Empty>}
      {items.length > 0 && <List items={items} />}
      <Pager pager={pager} count={items.length} next={page.data?.nextCursor} />
    </Section>
  );
}

function Who({ person }: { person?: { id: string; name?: string } }) {
  const { t } = useTranslation('referrals');
  if (!person) return <span className="muted">{t('nobody')}</span>;
  return <Link to={`/contacts/${encodeURIComponent(person.id)}`}>{person.name || t('nameless')}</Link>;
}

function List({ items }: { items: Referral[] }) {
  const { t } = useTranslation('referrals');
  const f = useFormat();
  return (
    <table className={`${table.table} ${classes.stack}`}>
      <thead>
        <tr>
          <th scope="col">{t('column.when')}</th>
          <th scope="col">{t('column.advocate')}</th>
          <th scope="col">{t('column.friend')}</th>
          <th scope="col">{t('column.points')}</th>
          <th scope="col">{t('column.state')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((r) => (
          <tr key={r.id}>
            <td className={`${classes.wide} num`}>{f.dateTime(r.madeAt)}</td>
            <td data-label={t('column.advocate')}>
              <Who person={r.advocate} />
            </td>
            <td data-label={t('column.friend')}>
              <Who person={r.friend} />
              {r.order && <div className="muted small">{t('order', { order: r.order.name })}</div>}
            </td>
            <td className="num" data-label={t('column.points')}>
              {t('points', { advocate: f.number(r.advocatePoints), friend: f.number(r.friendPoints) })}
            </td>
            <td className={classes.wide}>
              <span className={classes.tags}>
                <Tag tone={tones[r.state]}>{t(`state.${r.state}`)}</Tag>
                {r.toReview && <Tag tone="warn">{t('state.review')}</Tag>}
              </span>
              {r.reason && <div className="small">{t(`reason.${r.reason}`)}</div>}
              {r.state === 'pending' && !r.reason && r.dueAt && <div className="muted small">{t('due', { date: f.date(r.dueAt) })}</div>}
              <Review referral={r} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
