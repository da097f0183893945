import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import { Tag, type Tone } from '../../ui/Tag';
import table from '../../ui/Table.module.css';
import { redemptionsQuery, useDecide, type Redemption } from './api';
import classes from './Rewards.module.css';

const states = ['all', 'problem', 'preparing', 'ready', 'used', 'returned', 'failed'] as const;
const tones: Record<Redemption['state'], Tone> = { preparing: 'plain', ready: 'warn', used: 'good', returned: 'quiet', failed: 'bad' };

/** Every turning of points into a reward, and what came of it. */
export function RedemptionsPage() {
  const { t } = useTranslation('rewards');
  const [params, setParams] = useSearchParams();
  const pager = usePager();
  const state = states.find((s) => s === params.get('state')) ?? 'all';
  const code = params.get('code') ?? '';
  const contact = params.get('contact') ?? '';
  const page = useQuery(
    redemptionsQuery({ state, code: code || undefined, contact: contact || undefined, cursor: pager.cursor || undefined }),
  );
  const items = page.data?.items ?? [];
  const set = (name: string, value: string) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete('cursor');
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <Page title={t('redemptions.title')} intro={t('redemptions.intro')}>
      <Section flush>
        <div className={classes.toolbar}>
          <Select
            label={t('redemptions.stateLabel')}
            value={state}
            onChange={(s) => set('state', s ?? '')}
            data={states.map((s) => ({ value: s, label: t(`redemptions.state.${s}`) }))}
          />
          <TextInput label={t('redemptions.codeLabel')} value={code} maxLength={40} onChange={(e) => set('code', e.currentTarget.value.trim())} />
        </div>
        {page.isError && !page.data && <Problem error={page.error} onRetry={() => void page.refetch()} />}
        {page.isPending && (
          <div className={classes.skeleton}>
            <LoadingNote />
            <Skeleton height={40} />
            <Skeleton height={40} />
          </div>
        )}
        {page.data && items.length === 0 && <Empty title={t('redemptions.empty')}>{t('redemptions.emptyText')}</Empty>}
        {items.length > 0 && <List items={items} />}
        <Pager pager={pager} count={items.length} next={page.data?.nextCursor} />
      </Section>
    </Page>
  );
}

function List({ items }: { items: Redemption[] }) {
  const { t } = useTranslation('rewards');
  const f = useFormat();
  const decide = useDecide();
  return (
    <>
      {decide.isError && <Problem inline error={decide.error} />}
      <table className={`${table.table} ${classes.stack}`}>
        <thead>
          <tr>
            <th scope="col">{t('redemptions.column.when')}</th>
            <th scope="col">{t('redemptions.column.contact')}</th>
            <th scope="col">{t('redemptions.column.reward')}</th>
            <th scope="col">{t('redemptions.column.points')}</th>
            <th scope="col">{t('redemptions.column.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((r) => (
            <tr key={r.id}>
              <td>{f.dateTime(r.madeAt)}</td>
              <td className={classes.wide}>
                <Link to={`/contacts/${encodeURIComponent(r.contactId)}`}>{r.contact ?? t('redemptions.nameless')}</Link>
              </td>
              <td className={classes.wide}>
                {f.text(r.reward)}
                {r.code && <div className="muted small">{r.code}</div>}
                {r.order && <div className="muted small">{t('redemptions.order', { order: r.order.name })}</div>}
              </td>
              <td className="num" data-label={t('redemptions.column.points')}>
                {f.number(r.points)}
                {r.returned > 0 && <div className="muted small">{t('redemptions.returned', { value: f.number(r.returned) })}</div>}
              </td>
              <td>
                <Tag tone={r.needsPerson ? 'bad' : tones[r.state]}>{t(`redemptions.state.${r.state}`)}</Tag>
                {r.flag && <div className="small">{t(`redemptions.flag.${r.flag}`)}</div>}
                {r.problem && <div className="small">{r.problem}</div>}
              </td>
              <td>
                <span className={classes.buttons}>
                  {r.needsPerson && (
                    <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate({ id: r.id, wish: 'retry' })}>
                      {t('redemptions.retry')}
                    </Button>
                  )}
                  {(r.state === 'ready' || r.state === 'preparing') && (
                    <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate({ id: r.id, wish: 'return' })}>
                      {t('redemptions.giveBack')}
                    </Button>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
