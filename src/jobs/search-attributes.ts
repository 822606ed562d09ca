// The three search attributes every run carries. No personal data: they are indexed and shown.
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

export const BUSINESS_ID = defineSearchAttributeKey('BusinessId', SearchAttributeType.KEYWORD);
export const OPERATION_ID = defineSearchAttributeKey('OperationId', SearchAttributeType.KEYWORD);
export const TRACE_ID = defineSearchAttributeKey('TraceId', SearchAttributeType.KEYWORD);

export const SEARCH_ATTRIBUTES = [BUSINESS_ID, OPERATION_ID, TRACE_ID] as const;
