import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Tag } from '../../ui/Tag';
import stack from '../../ui/Stack.module.css';
import table from '../../ui/Table.module.css';
import { rewardKindsQuery, rewardsQuery, type Reward, type RewardSettings, useDeleteReward } from './api';
import { RewardEditor } from './RewardEditor';
import classes from './Rewards.module.css';

/** What points can be spent on. */
export function RewardsPage() {
  const { t } = useTranslation('rewards');
  const rewards = useQuery(rewardsQuery);
  const kinds = useQuery(rewardKindsQuery);
  const [edited, setEdited] = useState<Reward | 'new'>();
  const failed = rewards.error ?? kinds.error;
  const items = rewards.data?.rewards ?? [];
  const add = (
    <Button disabled={!kinds.data} onClick={() => setEdited('new')}>
      {t('add')}
    </Button>
  );
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Section flush>
        {failed && !rewards.data && (
          <Problem
            error={failed}
            onRetry={() => {
              void rewards.refetch();
              void kinds.refetch();
            }}
          />
        )}
        {rewards.isPending && (
          <div className={classes.skeleton}>
            <LoadingNote />
            <Skeleton height={40} />
            <Skeleton height={40} />
          </div>
        )}
        {rewards.data && items.length === 0 && (
          <Empty title={t('empty.title')} action={add}>
            {t('empty.text')}
          </Empty>
        )}
        {items.length > 0 && (
          <>
            <div className={classes.toolbar}>{add}</div>
            <List items={items} onEdit={setEdited} />
          </>
        )}
      </Section>
      {edited && kinds.data && rewards.data && (
        <RewardEditor
          reward={edited === 'new' ? undefined : edited}
          kinds={kinds.data.kinds ?? []}
          currency={rewards.data.currency}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Page>
  );
}

function List({ items, onEdit }: { items: Reward[]; onEdit: (reward: Reward) => void }) {
  const { t } = useTranslation('rewards');
  const f = useFormat();
  const remove = useDeleteReward();
  return (
    <>
      {remove.isError && <Problem inline error={remove.error} />}
      <table className={`${table.table} ${stack.stack}`}>
        <thead>
          <tr>
            <th scope="col">{t('column.reward')}</th>
            <th scope="col">{t('column.cost')}</th>
            <th scope="col">{t('column.stock')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((r) => (
            <tr key={r.id}>
              <td className={stack.wide}>
                {f.text(r.name)}
                <Offered settings={r.settings} />
              </td>
              <td className="num" data-label={t('column.cost')}>{r.settings.cost > 0 ? f.number(r.settings.cost) : t('chosen')}</td>
              <td className="num" data-label={t('column.stock')}>
                {r.settings.stock > 0 ? t('left', { left: f.number(Math.max(0, r.settings.stock - r.taken)), all: f.number(r.settings.stock) }) : '–'}
              </td>
              <td>
                <Tag tone={r.settings.enabled ? 'good' : 'quiet'}>{t(r.settings.enabled ? 'on' : 'off')}</Tag>
              </td>
              <td>
                <span className={stack.buttons}>
                  <Button variant="default" aria-label={t('editFor', { name: f.text(r.name) })} onClick={() => onEdit(r)}>
                    {t('edit')}
                  </Button>
                  <Button
                    variant="default"
                    aria-label={t('removeFor', { name: f.text(r.name) })}
                    disabled={r.settings.enabled}
                    onClick={() => remove.mutate(r.id)}
                  >
                    {t('remove')}
                  </Button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The dates between which a reward is offered, where it has any. */
function Offered({ settings: { from, until } }: { settings: RewardSettings }) {
  const { t } = useTranslation('rewards');
  const f = useFormat();
  if (!from && !until) return null;
  const key = from && until ? 'offered.both' : from ? 'offered.from' : 'offered.until';
  return <div className="muted small">{t(key, { from: from && f.clock(from), until: until && f.clock(until) })}</div>;
}
