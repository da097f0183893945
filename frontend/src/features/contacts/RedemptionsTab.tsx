import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { redemptionsQuery } from '../../api/redemptions';
import { Empty, LoadingNote, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import { RedemptionList } from '../../ui/RedemptionList';

/** What a contact turned points into, newest first. */
export function RedemptionsTab({ id }: { id: string }) {
  const { t } = useTranslation('rewards');
  const pager = usePager();
  const page = useQuery(redemptionsQuery({ contact: id, cursor: pager.cursor || undefined }));
  const items = page.data?.items ?? [];
  return (
    <Section flush>
      {page.isError && !page.data && <Problem error={page.error} onRetry={() => void page.refetch()} />}
      {page.isPending && (
        <>
          <LoadingNote />
          <Skeleton height={220} />
        </>
      )}
      {page.data && items.length === 0 && <Empty title={t('redemptions.none')}>{t('redemptions.noneText')}</Empty>}
      {items.length > 0 && <RedemptionList items={items} />}
      <Pager pager={pager} count={items.length} next={page.data?.nextCursor} />
    </Section>
  );
}
