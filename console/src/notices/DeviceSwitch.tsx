// "Notify me on this device", and a test to see whether it works.
import { useTranslation } from 'react-i18next';
import { useTestPush } from '../api/notice-queries.ts';
import { useReason } from '../frame/use-reason.ts';
import { useDevice } from './use-device.ts';

export function DeviceSwitch() {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const { state, turn, error, isPending } = useDevice();
  const test = useTestPush();
  const trouble = error ?? test.error;
  if (state === undefined) return null;
  return (
    <div className="device">
      <label>
        <input
          type="checkbox"
          role="switch"
          checked={state === 'on'}
          aria-checked={state === 'on'}
          disabled={isPending || state === 'unsupported' || state === 'denied'}
          onChange={({ target }) => turn(target.checked)}
        />
        {t('notices.device')}
      </label>
      {(state === 'unsupported' || state === 'denied') && <p className="quiet">{t(`notices.device_${state}`)}</p>}
      {state === 'on' && (
        <button type="button" onClick={() => test.mutate()} disabled={test.isPending}>
          {t('notices.test')}
        </button>
      )}
      <p role="status" className="quiet">
        {test.isSuccess && t('notices.tested')}
      </p>
      <p role="alert" className="trouble-text" dir="auto">
        {trouble && reasonOf(trouble)}
      </p>
    </div>
  );
}
