// One turn: what the caller said, what they heard of the answer, what was done meanwhile, and where the time went.
import { useTranslation } from 'react-i18next';
import type { CallTurn, ToolResult } from '../api/call-answers.ts';
import { useMoments } from '../words/moments.ts';
import { Waterfall } from './Waterfall.tsx';

interface TurnProps {
  turn: CallTurn;
  caller: string;
  /** As long as the widest bar, in ms. */
  scaleMs: number;
}

export function TurnItem({ turn, caller, scaleMs }: TurnProps) {
  const { t } = useTranslation();
  const { callerText, heardText, answerEnd, toolResults, stages } = turn;
  return (
    <>
      {callerText !== '' && (
        <li className="message in">
          <Speaker name={caller} at={turn.startedAt} />
          <Words text={callerText} />
        </li>
      )}
      <li className="message out">
        <Speaker name={t('author.assistant')} />
        {heardText !== '' && <Words text={heardText} />}
        {heardText === '' && <p className="quiet">{t('calls.nothingHeard')}</p>}
        {heardText !== '' && answerEnd === 'interrupted' && <p className="cut-short">{t('calls.interrupted')}</p>}
        {toolResults.map((result) => (
          <Deed key={result.toolCallId} result={result} />
        ))}
        <Waterfall stages={stages} scaleMs={scaleMs} />
      </li>
    </>
  );
}

function Speaker({ name, at }: { name: string; at?: string }) {
  const { time } = useMoments();
  return (
    <p className="author">
      <bdi>{name}</bdi> {at !== undefined && <time dateTime={at}>{time(at)}</time>}
    </p>
  );
}

function Words({ text }: { text: string }) {
  return (
    <div className="bubble" dir="auto">
      <p className="text" dir="auto">
        {text}
      </p>
    </div>
  );
}

const TOOLS = ['saveLeadFacts', 'requestCallBack', 'sendWhatsapp', 'hangUp'] as const;

/** What the assistant did besides speaking. One that this page has no words for goes by its own name. */
function Deed({ result: { tool, outcome } }: { result: ToolResult }) {
  const { t } = useTranslation();
  const known = TOOLS.find((name) => name === tool);
  const words = t(`calls.deed.${outcome}`, { tool: known === undefined ? tool : t(`calls.tool.${known}`) });
  return <p className={outcome === 'failed' ? 'deed trouble-text' : 'deed quiet'}>{words}</p>;
}
