import { Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { redemptionsQuery } from '../../api/redemptions';
import { FilterInput } from '../../ui/FilterInput';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import { RedemptionList } from '../../ui/RedemptionList';
import classes from './Rewards.module.css';

const states = ['all', 'problem', 'preparing', 'ready', 'used', 'returned', 'failed'] as const;

/** Every turning of points into a reward, and what came of it. */
export function RedemptionsPage() {
  const { t } = useTranslation('rewards');
  const [params, setParams] = useSearchParams();
  const pager = usePager();
  const state = states.find((s) => s === params.get('state')) ?? 'all';
  const given = (name: string) => params.get(name) ?? '';
  const asked = (name: string) => given(name) || undefined;
  const page = useQuery(
    redemptionsQuery({ state, code: asked('code'), orderName: asked('order'), contact: asked('contact'), cursor: pager.cursor || undefined }),
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
          <FilterInput label={t('redemptions.codeLabel')} value={given('code')} onFilter={(code) => set('code', code)} />
          <FilterInput label={t('redemptions.orderLabel')} placeholder="#1001" value={given('order')} onFilter={(order) => set('order', order)} />
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
        {items.length > 0 && <RedemptionList items={items} named />}
        <Pager pager={pager} count={items.length} next={page.data?.nextCursor} />
      </Section>
    </Page>
  );
}
