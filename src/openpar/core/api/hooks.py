"""A program asks to be told of its organisation's events, instead of asking again and again."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from ninja import Schema as Shape
from pydantic import Field

from openpar.core import webhooks

from .auth import needs
from .paging import Cursor, Limit, page_of, paged
from .schemas import Id, Schema

router = Router(tags=["webhooks"])


class WebhookOut(Shape):
    """Kết nối nhận sự kiện (CloudEvents 1.0, ký theo Standard Webhooks)."""

    id: int
    name: str
    url: str
    topics: list[str] = Field(description="Trống là mọi loại.")
    active: bool
    created_at: datetime


class WebhookMade(WebhookOut):
    secret: str = Field(description="Khóa ký whsec_…; chỉ trả về một lần.")


class WebhookIn(Schema):
    """Where to send; the host must be one that the installation allows."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    url: Annotated[str, Field(min_length=1, max_length=500)]
    topics: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=50)] = []


@router.get("/webhooks", response=paged(WebhookOut))
@needs("webhooks.manage")
def webhooks_list(request, cursor: Cursor = "", limit: Limit = 50):
    """Các kết nối nhận sự kiện của cơ quan."""
    return page_of(webhooks.webhooks_for(request.actor), cursor, limit)


@router.post("/webhooks", response={201: WebhookMade})
@needs("webhooks.manage")
def webhook_subscribe(request, given: WebhookIn):
    """Đăng ký nhận sự kiện của cơ quan; khóa ký chỉ trả về lần này."""
    hook, secret = webhooks.subscribe(organisation=request.auth.works_for, **given.dict(), by=request.actor, at=request.at)
    request.answer_is_secret = True
    return Status(201, {**WebhookOut.from_orm(hook).dict(), "secret": secret})


@router.post("/webhooks/{int:pk}/secret", response=WebhookMade)
@needs("webhooks.manage")
def webhook_renew(request, pk: Id):
    """Đổi khóa ký; khóa mới chỉ trả về lần này. Trong 24 giờ mỗi sự kiện mang chữ ký của cả hai khóa, khóa mới trước."""
    hook = get_object_or_404(webhooks.webhooks_for(request.actor), pk=pk)
    secret = webhooks.renew(hook, by=request.actor, at=request.at)
    request.answer_is_secret = True
    return {**WebhookOut.from_orm(hook).dict(), "secret": secret}


@router.post("/webhooks/{int:pk}/stop", response=WebhookOut)
@needs("webhooks.manage")
def webhook_stop(request, pk: Id):
    """Dừng gửi; sự kiện chờ được giữ lại."""
    return _switched(request, pk, False)


@router.post("/webhooks/{int:pk}/go-on", response=WebhookOut)
@needs("webhooks.manage")
def webhook_go_on(request, pk: Id):
    """Gửi tiếp, kể cả sự kiện đã chờ."""
    return _switched(request, pk, True)


def _switched(request, pk, active):
    hook = get_object_or_404(webhooks.webhooks_for(request.actor), pk=pk)
    webhooks.switch(hook, active, by=request.actor, at=request.at)
    hook.refresh_from_db()
    return hook
