import { Button, MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { poolsQuery, staffQuery } from '../../api/catalogue';
import { Count } from '../../ui/Count';
import { Section } from '../../ui/Page';
import type { ServiceForm } from './ServicePage';
import classes from './Services.module.css';

const assignments = ['least_busy', 'weighted'] as const;

/** Who performs the service, and which rooms and equipment it takes. */
export function PeopleSection({ form }: { form: ServiceForm }) {
  const { t } = useTranslation('services');
  const staff = useQuery(staffQuery).data?.items ?? [];
  const chosen = form.values.staff;
  const gone = chosen.filter((id) => !staff.some((s) => s.id === id));
  const atOne = Object.entries(form.errors).find(([path]) => /^staff(\.\d+)?$/.test(path))?.[1];
  return (
    <Section title={t('people.title')} intro={t('people.intro')}>
      <div className={classes.fields}>
        <div className={classes.pair}>
          <MultiSelect
            label={t('people.staff')}
            placeholder={chosen.length === 0 ? t('everybody') : undefined}
            clearable
            clearButtonProps={{ 'aria-label': t('people.clear') }}
            data={[
              ...staff.map((s) => ({ value: s.id, label: s.enabled ? s.name : t('people.away', { name: s.name }) })),
              ...gone.map((id) => ({ value: id, label: t('people.gone') })),
            ]}
            value={chosen}
            error={atOne}
            onChange={(ids) => form.setFieldValue('staff', ids)}
          />
          <NativeSelect
            label={t('people.assignment.label')}
            data={assignments.map((value) => ({ value, label: t(`people.assignment.${value}`) }))}
            {...form.getInputProps('assignment')}
          />
        </div>
        <Needs form={form} />
      </div>
    </Section>
  );
}

function Needs({ form }: { form: ServiceForm }) {
  const { t } = useTranslation('services');
  const pools = useQuery(poolsQuery).data?.items ?? [];
  const { needs } = form.values;
  const free = pools.find((p) => !needs.some((n) => n.pool === p.id));
  if (pools.length === 0 && needs.length === 0) return <p className="muted">{t('needs.none')}</p>;
  const nameOf = (id: string) => pools.find((p) => p.id === id)?.name ?? t('needs.gone');
  return (
    <>
      {needs.map((need, i) => (
        <div key={need.pool} className={classes.line}>
          <NativeSelect
            label={t('needs.pool')}
            data={[...new Set([need.pool, ...pools.map((p) => p.id)])].map((id) => ({
              value: id, label: nameOf(id), disabled: id !== need.pool && needs.some((n) => n.pool === id),
            }))}
            {...form.getInputProps(`needs.${i}.pool`)}
          />
          <Count label={t('needs.count')} {...form.getInputProps(`needs.${i}.count`)} />
          <Button variant="subtle" aria-label={t('removePart', { name: nameOf(need.pool) })} onClick={() => form.removeListItem('needs', i)}>
            {t('remove')}
          </Button>
        </div>
      ))}
      {form.errors['needs'] && <p className="bad">{form.errors['needs']}</p>}
      {free && (
        <div>
          <Button variant="default" onClick={() => form.insertListItem('needs', { pool: free.id, count: 1 })}>
            {t('needs.add')}
          </Button>
        </div>
      )}
    </>
  );
}
