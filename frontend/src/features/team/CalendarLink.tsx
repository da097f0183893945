import { Button, CopyButton, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format';
import { LoadingNote, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { everybody, linksQuery, type Titles, titles, useMakeLink, useRevokeLink } from './feeds';
import classes from './Team.module.css';

/** The secret link under which another calendar reads the bookings of somebody, or of everybody. */
export function CalendarLink({ staff }: { staff: string }) {
  const { t } = useTranslation('feeds');
  const format = useFormat();
  const links = useQuery(linksQuery);
  const link = links.data?.items.find((l) => l.staff === staff);
  const [chosen, choose] = useState<Titles>();
  const make = useMakeLink(staff);
  const revoke = useRevokeLink(staff);
  const called = chosen ?? link?.titles ?? 'first_name';
  const refusal = make.error ?? revoke.error;
  return (
    <Section title={t(staff === everybody ? 'out.shopTitle' : 'out.title')} intro={t('out.intro')}>
      {links.isPending && <LoadingNote />}
      {links.isError && !links.data && <Problem error={links.error} onRetry={() => void links.refetch()} />}
      {links.data && (
        <div className={classes.fields}>
          <p className="muted">{link ? `${t('out.made', { date: format.date(link.madeAt) })} ${t('out.replaces')}` : t('out.none')}</p>
          {link && make.data && <Shown address={make.data.address} />}
          <NativeSelect
            label={t('out.titles')}
            value={called}
            data={titles.map((value) => ({ value, label: t(`titles.${value}`) }))}
            onChange={(event) => choose(titles.find((one) => one === event.currentTarget.value))}
          />
          {refusal && <Problem inline error={refusal} />}
          <div>
            <Button variant="default" loading={make.isPending} onClick={() => make.mutate(called)}>
              {t(link ? 'out.renew' : 'out.make')}
            </Button>{' '}
            {link && (
              <Button variant="default" loading={revoke.isPending} onClick={() => revoke.mutate(undefined, { onSuccess: () => make.reset() })}>
                {t('out.revoke')}
              </Button>
            )}
          </div>
        </div>
      )}
    </Section>
  );
}

/** The link, for as long as the page is open. */
function Shown({ address }: { address: string }) {
  const { t } = useTranslation('feeds');
  return (
    <div className={classes.line}>
      <TextInput label={t('out.address')} description={t('out.shown')} readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {t(copied ? 'out.copied' : 'out.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
