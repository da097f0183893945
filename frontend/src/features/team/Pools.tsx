import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freshId, type Pool, type PoolSettings, poolsQuery, settingsIn } from '../../api/catalogue';
import { asApiError, formErrors } from '../../api/errors';
import { Count } from '../../ui/Count';
import { useFormat } from '../../ui/format';
import { useRemovePool, useSavePool } from './api';
import { FormDialog } from './FormDialog';
import { PlaceList } from './PlaceList';
import classes from './Team.module.css';

const unitsMax = 100;

/** Rooms and equipment, in groups whose members can stand in for each other. */
export function Pools() {
  const { t } = useTranslation('team');
  const pools = useQuery(poolsQuery);
  const remove = useRemovePool();
  const [edited, setEdited] = useState<Pool | 'new'>();
  return (
    <>
      <PlaceList
        title={t('pools.title')}
        intro={t('pools.intro')}
        empty={t('pools.empty')}
        query={pools}
        about={(p) => p.units.map((u) => u.name).join(', ')}
        onAdd={() => setEdited('new')}
        onEdit={setEdited}
        onRemove={(id) => remove.mutate(id)}
        refusal={remove.error}
      />
      {edited && <Dialog pool={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </>
  );
}

function Dialog({ pool, onClose }: { pool?: Pool; onClose: () => void }) {
  const { t } = useTranslation('team');
  const f = useFormat();
  const [key] = useState(() => crypto.randomUUID());
  const save = useSavePool(pool?.id);
  const [initial] = useState<PoolSettings>(() => (pool ? settingsIn(pool) : { name: '', cleanUpMinutes: 0, units: [{ id: freshId(), name: t('pools.unit', { place: f.number(1) }) }] }));
  const form = useForm<PoolSettings>({ initialValues: initial });
  const { units } = form.values;
  const submit = form.onSubmit((settings) =>
    save.mutate({ key, base: pool?.version ?? 0, settings }, { onSuccess: onClose, onError: (error) => form.setErrors(formErrors(asApiError(error))) }),
  );
  return (
    <FormDialog
      title={t(pool ? 'pools.edit' : 'pools.new')}
      unsaved={form.isDirty() && !save.isSuccess}
      faulty={Object.keys(form.errors).length > 0}
      error={save.error}
      pending={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={classes.pair}>
        <TextInput label={t('pools.name')} placeholder={t('pools.nameExample')} maxLength={80} data-autofocus {...form.getInputProps('name')} />
        <Count label={t('pools.cleanUp')} unit={t('minutesShort')} {...form.getInputProps('cleanUpMinutes')} />
      </div>
      {units.map((unit, i) => (
        <div key={unit.id} className={classes.line}>
          <TextInput label={t('pools.unitName', { place: f.number(i + 1) })} maxLength={80} {...form.getInputProps(`units.${i}.name`)} />
          {units.length > 1 && (
            <Button variant="subtle" aria-label={t('removeOf', { name: unit.name })} onClick={() => form.removeListItem('units', i)}>
              {t('remove')}
            </Button>
          )}
        </div>
      ))}
      {form.errors['units'] && <p className="bad">{form.errors['units']}</p>}
      <div>
        <Button
          variant="default"
          disabled={units.length >= unitsMax}
          onClick={() => form.insertListItem('units', { id: freshId(), name: t('pools.unit', { place: f.number(units.length + 1) }) })}
        >
          {t('pools.addUnit')}
        </Button>
      </div>
    </FormDialog>
  );
}
