import { Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Location, type LocationSettings, locationsQuery, settingsIn } from '../../api/catalogue';
import { asApiError, formErrors } from '../../api/errors';
import { useSession } from '../../api/session';
import { useRemoveLocation, useSaveLocation } from './api';
import { FormDialog } from './FormDialog';
import { PlaceList } from './PlaceList';
import { ZoneField } from './ZoneField';

/** Where services take place. */
export function Locations() {
  const { t } = useTranslation('team');
  const locations = useQuery(locationsQuery);
  const remove = useRemoveLocation();
  const [edited, setEdited] = useState<Location | 'new'>();
  return (
    <>
      <PlaceList
        title={t('locations.title')}
        intro={t('locations.intro')}
        empty={t('locations.empty')}
        query={locations}
        about={(l) => [l.address, l.zone].filter(Boolean).join(' · ')}
        onAdd={() => setEdited('new')}
        onEdit={setEdited}
        onRemove={(id) => remove.mutate(id)}
        refusal={remove.error}
      />
      {edited && <Dialog location={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </>
  );
}

function Dialog({ location, onClose }: { location?: Location; onClose: () => void }) {
  const { t } = useTranslation('team');
  const { shop } = useSession();
  const [key] = useState(() => crypto.randomUUID());
  const save = useSaveLocation(location?.id);
  const form = useForm<LocationSettings>({ initialValues: location ? settingsIn(location) : { name: '', address: '', zone: '' } });
  const submit = form.onSubmit((settings) =>
    save.mutate({ key, base: location?.version ?? 0, settings }, { onSuccess: onClose, onError: (error) => form.setErrors(formErrors(asApiError(error))) }),
  );
  return (
    <FormDialog
      title={t(location ? 'locations.edit' : 'locations.new')}
      unsaved={form.isDirty() && !save.isSuccess}
      faulty={Object.keys(form.errors).length > 0}
      error={save.error}
      pending={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput label={t('locations.name')} maxLength={80} data-autofocus {...form.getInputProps('name')} />
      <Textarea label={t('locations.address')} maxLength={300} autosize minRows={2} {...form.getInputProps('address')} />
      <ZoneField label={t('zone.label')} fallback={shop.timezone} {...form.getInputProps('zone')} />
    </FormDialog>
  );
}
