"""Every address that a person uses, and the operations of the API that do the same; or why there is none.

A new address, or a new act of an address with several, fails test_api_doors.py until it stands here.
"""

from openpar.apps.documents.views import acts as document_acts
from openpar.apps.documents.views import signing
from openpar.apps.indices.views import rounds, rounds_sheets
from openpar.apps.tasks.views import appraisal, review_acts


class No(str):
    """Why an address has no operation."""


HELP = No("a page about the product, not its content")
SIGN_IN = No("signing in, and the second factor, are of the person at the screen; a program has its token")
SELF = No("how the person's own screen looks and whom it acts for; a token never stands in for somebody")
DEMO = No("only on demonstrations: the clock of the day")
BELL = No("the bell is for the person's eyes and tells of every room; programs subscribe to events (webhooks)")
PERSONAL = No("an address or a letter that a person switches on for the own mailbox or calendar")
COMMAND = No("computed in memory for a person who reads; programs call the library or the command `openpar index` with the same file")
MAPPING = No("a person tells the machine how to read a foreign sheet; a program sends a sheet as the template has it")
FILE_IN = No("the file as it came, for the two people who compare it with its tree")

# One address, one or several operations.
DOORS = {
    "core:home": SELF, "core:sign_on": SIGN_IN, "core:sign_on_back": SIGN_IN, "core:act_for": SELF, "core:next_day": DEMO, "core:try_clock": DEMO,
    "core:health": No("watched by machines of the installation without a token"),
    "core:readings": No("watched by machines of the installation with a key of its own"),
    "core:evidence": "evidence_file", "core:evidence_together": "evidence_file",
    "core:notices": BELL, "core:notices_read": BELL, "core:notice": BELL, "core:letter": PERSONAL, "core:search": "search",
    "core:organisations": "organisations_list", "core:organisation": "organisation",
    "core:rules": "rules_list", "core:rules_unconfirmed": "rules_uncompared", "core:rule": "rule_one rule_enter", "core:rule_confirm": "rule_confirm",
    "core:rule_confirmation": "rule_confirmation_approve rule_confirmation_return", "core:rules_export": "rules_list rule_one",
    "core:rule_decide": "rule_approve rule_withdraw",
    "core:trail": "audit_list", "core:trail_xlsx": "audit_list", "core:trail_access": "audit_identities", "core:trail_access_xlsx": "audit_identities",
    "core:webhooks": "webhooks_list webhook_subscribe", "core:webhook_switch": "webhook_stop webhook_go_on",
    "core:webhook_renew": "webhook_renew",
    "core:api_clients": "programs_manage", "core:api_client": "programs_manage", "core:api_token_revoke": "programs_manage",
    "core:personal_tokens": "programs_manage", "core:personal_token_revoke": "programs_manage",
    "core:grants": "role_approve", "core:grant": "role_approve role_refuse",
    "core:standing": "absences_list delegations_list", "core:standing_give": "delegation_give", "core:standing_leave": "absence_report absence_substitutes",
    "core:stand_in": SELF, "core:standing_end": "delegation_end", "core:standing_back": "absence_end",
    "core:imports": "imports_list import_kinds", "core:import_template": "import_template", "core:import_upload": "import_take_in",
    "core:import": "import_one", "core:import_faults": "import_one",
    "core:handover": "hand_over", "core:handover_of": "hand_over",
    "core:jobs": "jobs_list", "core:jobs_run": "jobs_run", "core:jobs_revive": "jobs_resend", "core:check_signatures": "signatures_check",
    "web:language": SELF, "web:theme": SELF, "web:help": HELP, "web:components": HELP,

    "tasks:directives": "directives", "tasks:directives_xlsx": "directives", "tasks:directive_new": "directive_take_in directive_take_in_file",
    "tasks:directive": "directive", "tasks:directive_paste": "directive_text", "tasks:directive_head": "directive_head",
    "tasks:directive_discard": "directive_discard", "tasks:review": "directive_drafts", "tasks:review_add": "draft_add",
    "tasks:review_bulk": "drafts_set", "tasks:review_name": "addressee_name addressee_candidates", "tasks:review_card": "directive_drafts draft_points",
    "tasks:issue": "directive_issue", "tasks:directive_withdraw": "directive_withdraw", "tasks:directive_replace": "directive_replace",
    "tasks:task_new": "task_give", "tasks:task_amend": "task", "tasks:part_withdraw": "assignment_withdraw",
    "tasks:task": "task assignments", "tasks:assignment": "assignment",
    **{f"tasks:assignment_{a}": f"assignment_{a}" for a in (
        "receive", "report", "progress", "pass_down", "extend", "contest", "withdraw_contest", "take_back", "accept", "return", "settle", "remind",
        "escalate", "reopen")},
    "tasks:assignment_assign": "assignment_assign workers", "tasks:assignment_evidence": "assignment_evidence assignment_file",
    "tasks:assignment_withdraw_extension": "extension_withdraw", "tasks:assignment_decide_extension": "extension_grant extension_refuse",
    "tasks:result_docx": "assignment_report_paper", "tasks:evidence_remove": "evidence_remove",
    "tasks:report": "report report_write report_accept report_return", "tasks:extension": "extension",
    "tasks:extension_decide": "extension_grant extension_refuse", "tasks:appraisal": "assignments reports extensions", "tasks:follow": "assignments",
    "tasks:tasks": "tasks assignments", "tasks:tasks_xlsx": "assignments", "tasks:my_work": "my_work_list deadlines",
    "tasks:my_work_xlsx": "my_work_list", "tasks:calendar": PERSONAL, "tasks:calendar_feed": PERSONAL, "tasks:leader": "board",
    "tasks:follow_docx": "board_report", "tasks:day_left": No("a hint while somebody types a day; what is due has its moment in every answer"),
    "tasks:letters": "letters", "tasks:letter_register": "letter_register", "tasks:letter_docx": "letter_paper",

    "documents:out": "documents", "documents:in": "documents", "documents:out_xlsx": "documents", "documents:in_xlsx": "documents",
    "documents:out_print": "document_book", "documents:in_print": "document_book", "documents:draft_new": "document_draft document_draft_read",
    "documents:arrival_new": "document_arrival", "documents:document": "document", "documents:draft_edit": "document_edit",
    "documents:paper": "document_paper", "documents:paper_docx": "document_word", "documents:assign": "document_assign document_handlers",
    "documents:files": "document_file", "documents:file_drop": "document_file_remove", "documents:relate": "document_relate document_relations",
    "documents:relation_drop": "document_unrelate", "documents:publish": "document_publish", "documents:unpublish": "document_unpublish",
    "documents:published": "documents_published", "documents:published_one": "document_published", "documents:published_copy": "document_published_copy",
    "documents:keep": "document_keep", "documents:give_as_tasks": "document_give_as_tasks",

    "indices:papi": "papi_figures", "indices:papi_check": COMMAND, "indices:papi_xlsx": "papi_figures", "indices:papi_csv": "papi_figures",
    "indices:papi_province": "papi_figures", "indices:papi_figure": "papi_figures",
    **{f"indices:papi_plan{own}": "papi_plan" for own in ("", "_of")},
    **{f"indices:papi_plan_item{own}": "papi_plan_item papi_plan_save" for own in ("", "_of")},
    **{f"indices:papi_plan_{a}{own}": f"papi_plan_{a}" for own in ("", "_of") for a in ("give", "review")},
    "indices:frameworks": "frameworks", "indices:framework_diff": "framework_compare", "indices:framework": "framework",
    "indices:framework_xlsx": "framework_workbook", "indices:framework_template": "framework_template", "indices:framework_score": "framework_score",
    **{f"indices:framework_{a}": COMMAND for a in ("why", "what_if", "sureness", "firmness", "way")},
    "indices:own_tree": "own_framework_load", "indices:own_scores_new": "own_scores_load", "indices:own_approve": "own_framework_approve",
    "indices:own_withdraw": "own_framework_withdraw", "indices:own_file": FILE_IN, "indices:own_scores": "framework_scores",
    "indices:own_scores_approve": "own_scores_approve", "indices:own_scores_withdraw": "own_scores_withdraw", "indices:own_scores_file": FILE_IN,
    "indices:facts": "metrics", "indices:facts_template": "facts_template", "indices:facts_upload": "facts_file", "indices:fact": "metric_values facts",
    "indices:fact_records": No("the records behind a computed figure open the pages of their rooms; programs read those rooms"),
    "indices:fact_enter": "facts_state facts_check",
    "indices:rounds": "rounds", "indices:round_new": "round_open", "indices:round": "round round_sheets", "indices:round_calendar": "round_calendar",
    "indices:round_appraiser": "round_appraisers round_appraiser_give round_appraiser_take", "indices:round_grid": "round_sheets sheet sheet_scores",
    "indices:sheet": "sheet sheet_scores sheet_accept_proposals", "indices:sheet_cell": "sheet_scores",
    "indices:sheet_leaf": "sheet sheet_scores sheet_evidence sheet_file", "indices:round_book": "round_workbook",
    "indices:round_upload": "round_workbook_read", "indices:round_gap": "round_gap round_gap_why round_way",
    "indices:round_gap_xlsx": "round_gap round_gap_why", "indices:round_gap_give": "round_gap_give",
    "indices:round_decision": "round_decision_paper", "indices:results": "rounds", "indices:result": "round_result",
    "indices:result_xlsx": "round_result", "indices:result_revise": "round_revise", "indices:result_printed": "round_decision",
    "indices:sheet_book": "sheet_workbook", "indices:sheet_upload": "sheet_workbook_read",
}

# Addresses with several acts: what the view itself takes, and the operation of each.
ACTS = {
    "tasks:review_act": (review_acts.ACTS, {
        "tra-loi": "draft_answer", "xac-nhan": "draft_confirm", "hoi-lai": "draft_reopen", "sua": "draft_edit", "tach": "draft_split",
        "gop": "draft_merge", "bo": "draft_drop", "lay-lai": "draft_restore"}),
    "tasks:task_act": (("sua", "thu-hoi", "gop", "them-don-vi"), {
        "sua": "task_correct", "thu-hoi": "task_withdraw", "gop": "task_merge", "them-don-vi": "task_join"}),
    "tasks:bulk": (appraisal.BULK, {
        "accept": "assignments_accept", "return": "assignments_return", "remind": "assignments_remind", "escalate": "assignments_escalate",
        "letters": "letters_make", "grant": "extensions_grant", "refuse": "extensions_refuse", "accept_reports": "reports_accept"}),
    "documents:queue": (signing.ACTS, {"ky": "documents_sign", "phat-hanh": "documents_issue"}),
    "documents:act": (document_acts.ACTS, {
        "trinh": "document_submit", "tra-lai": "document_return", "ky": "document_sign", "phat-hanh": "document_issue", "thu-hoi": "document_withdraw",
        "vao-so": "document_register", "tra-theo-thu-hoi": "document_give_back", "tu-choi": "document_reject", "bat-dau": "document_start",
        "xong": "document_complete"}),
    "indices:round_act": (rounds.DONE, {
        "trinh": "round_close", "phe-duyet": "round_approve", "tra-lai": "round_return", "cong-bo": "round_publish", "dung": "round_cancel",
        "tinh": "round_compute"}),
    "indices:sheet_act": ([*(word for word, *_ in rounds_sheets.ACTS.values()), "du-minh-chung"], {
        "gui": "sheet_submit", "rut": "sheet_take_back", "tra-lai": "sheet_return", "tham-dinh": "sheet_appraise", "dong-y": "sheet_agree",
        "kien-nghi": "sheet_object", "chot": "sheet_settle", "mo-lai": "sheet_reopen", "loai": "sheet_exclude", "du-minh-chung": "sheet_proof_done"}),
    "core:import_act": (("nhap", "bo", "cot", "lua-chon", "ten", "mat-khau"), {
        "nhap": "import_confirm", "bo": "import_discard", "cot": MAPPING, "lua-chon": MAPPING, "ten": MAPPING,
        "mat-khau": No("first passwords are handed out by the operator who brought the people in")}),
}
# Operations that no single page has: what a program asks about itself, sets that pages do row by row, tables of the operators' site.
ALONE = {"me", "assignments_receive", "people_manage", "organisations_manage"}
