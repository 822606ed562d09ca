// Whether this browser is notified, and switching it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLanguage } from '../words/words.ts';
import { keepDevice, readDevice, switchOff, switchOn } from './device.ts';

const deviceKey = ['device'];

export function useDevice() {
  const [language] = useLanguage();
  const queryClient = useQueryClient();
  const { data: state } = useQuery({ queryKey: deviceKey, queryFn: readDevice });
  const { mutate, error, isPending } = useMutation({
    mutationFn: (on: boolean) => (on ? switchOn(language) : switchOff()),
    retry: false,
    onSettled: () => queryClient.invalidateQueries({ queryKey: deviceKey }),
  });
  return { state, turn: mutate, error, isPending };
}

/** A subscribed browser belongs to who is signed in, in the language they read. */
export function useKeepDevice(): void {
  const [language] = useLanguage();
  const queryClient = useQueryClient();
  useEffect(() => {
    const shown = () => queryClient.invalidateQueries({ queryKey: deviceKey });
    // What could not be said now is said at the next visit; the switch shows its own errors.
    keepDevice(language).then(shown, () => undefined);
  }, [language, queryClient]);
}
