// The page as a whole: the sign-in, the choice of a business, or one of the business's places.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from './api/answers.ts';
import { BusinessApiContext, createBusinessApi } from './api/business-api.ts';
import { meQuery } from './api/queries.ts';
import { Navigation, Place } from './frame/places.tsx';
import { TopBar } from './frame/TopBar.tsx';
import { Trouble } from './frame/Trouble.tsx';
import { LiveNote } from './live/LiveNote.tsx';
import { Bell } from './notices/Bell.tsx';
import { useKeepDevice } from './notices/use-device.ts';
import { useInvitation } from './route.ts';
import { BusinessChoice } from './session/BusinessChoice.tsx';
import { Invitation } from './session/Invitation.tsx';
import { SignIn } from './session/SignIn.tsx';
import { useChosenBusiness } from './session/use-chosen-business.ts';

export function App() {
  const { t } = useTranslation();
  const invitation = useInvitation();
  const { data: me, error, refetch } = useQuery(meQuery);
  if (invitation !== undefined) return <Invitation token={invitation} />;
  if (me) return <SignedIn me={me} />;
  if (me === null) return <SignIn />;
  if (error) return <Trouble error={error} onTryAgain={() => void refetch()} />;
  return <p className="quiet page-note">{t('loading')}</p>;
}

function SignedIn({ me }: { me: Me }) {
  const [business, choose] = useChosenBusiness(me.businesses);
  useKeepDevice();
  const api = useMemo(() => (business ? createBusinessApi(business.id) : undefined), [business]);
  return (
    <div className="frame">
      <TopBar me={me} business={business} onChoose={choose}>
        {api && (
          <BusinessApiContext value={api}>
            <Navigation />
            <Bell key={api.businessId} />
          </BusinessApiContext>
        )}
      </TopBar>
      {api ? (
        <BusinessApiContext value={api}>
          <LiveNote />
          <Place key={api.businessId} />
        </BusinessApiContext>
      ) : (
        <BusinessChoice businesses={me.businesses} onChoose={choose} />
      )}
    </div>
  );
}
